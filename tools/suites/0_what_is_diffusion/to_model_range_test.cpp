#include "0_what_is_diffusion/to_model_range.wrong.hpp"
#include "judge/suite.hpp"

namespace {

TEST(to_model_range, sends_black_to_minus_one_and_white_to_one) {
  image pixels(2, 3), expected(2, 3);
  pixels << 0, 51, 127.5, 102, 178.5, 255;
  expected << -1, -0.6, 0, -0.2, 0.4, 1;
  ask(student::to_model_range, pixels).must_give(expected, [&](const place& at) {
    return text(pixels(at.y(), at.x()), " / 127.5 - 1");
  });
}

TEST(to_model_range, keeps_the_size_and_the_order_of_the_pixels) {
  inputs draw;
  const image pixels = ((draw.pixels(5, 3) + 1) * 127.5).round();
  const image expected = pixels / 127.5 - 1;
  ask(student::to_model_range, pixels).must_give(expected, [&](const place& at) {
    return text("pixel ", at.written, ": ", pixels(at.y(), at.x()), " / 127.5 - 1");
  });
}

}  // namespace
