#include "0_what_is_diffusion/to_pixels.wrong.hpp"
#include "judge/suite.hpp"

namespace {

void expect_pixels(const image& x) {
  ask(student::to_pixels, x).must_give(((x + 1) * 127.5).max(0.0).min(255.0), [&](const place& at) {
    return text("(", x(at.y(), at.x()), " + 1) * 127.5, kept between 0 and 255,");
  });
}

TEST(to_pixels, turns_minus_one_to_one_into_black_to_white) {
  image x(1, 3);
  x << -1, -0.4, 1;
  expect_pixels(x);
  inputs draw;
  expect_pixels(draw.pixels(4, 6));
}

TEST(to_pixels, cuts_off_what_a_screen_cannot_show) {
  image x(2, 3);
  x << -1.5, -1, -0.4, 0.3, 1, 1.25;
  expect_pixels(x);
  inputs draw;
  expect_pixels(2 * draw.pixels(3, 4));
}

}  // namespace
