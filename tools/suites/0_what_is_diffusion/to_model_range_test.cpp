#include "0_what_is_diffusion/to_model_range.wrong.hpp"
#include "judge/suite.hpp"

namespace {

void expect_range(const image& pixels) {
  ask(student::to_model_range, pixels).must_give(pixels / 127.5 - 1, [&](const place& at) {
    return text("pixel ", at.written, ": ", pixels(at.y(), at.x()), " / 127.5 - 1");
  });
}

TEST(to_model_range, sends_black_to_minus_one_and_white_to_one) {
  image pixels(2, 3);
  pixels << 0, 51, 127.5, 102, 178.5, 255;
  expect_range(pixels);
  inputs draw;
  expect_range((draw.pixels(2, 3) + 1) * 127.5);
}

TEST(to_model_range, keeps_the_size_and_the_order_of_the_pixels) {
  inputs draw;
  expect_range(((draw.pixels(5, 3) + 1) * 127.5).round());
}

}  // namespace
