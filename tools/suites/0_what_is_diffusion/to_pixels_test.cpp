#include "0_what_is_diffusion/to_pixels.wrong.hpp"
#include "judge/suite.hpp"

namespace {

std::string formula(scalar x) { return text("(", x, " + 1) * 127.5, kept between 0 and 255,"); }

TEST(to_pixels, cuts_off_what_a_screen_cannot_show) {
  image x(2, 3), expected(2, 3);
  x << -1.5, -1, -0.4, 0.3, 1, 1.25;
  expected << 0, 0, 76.5, 165.75, 255, 255;
  ask(student::to_pixels, x).must_give(expected, [&](const place& at) { return formula(x(at.y(), at.x())); });
}

TEST(to_pixels, turns_minus_one_to_one_into_black_to_white) {
  inputs draw;
  const image x = draw.pixels(4, 6);
  const image expected = (x + 1) * 127.5;
  ask(student::to_pixels, x).must_give(expected, [&](const place& at) { return formula(x(at.y(), at.x())); });
}

}  // namespace
