#include "3_reverse/clip_x0.wrong.hpp"
#include "judge/suite.hpp"

namespace {

void expect_clipped(const image& x0) {
  ask(student::clip_x0, x0).must_give(x0.max(-1.0).min(1.0), [&](const place& at) {
    return text("x0", at.written, " = ", x0(at.y(), at.x()), ", kept between -1 and 1,");
  });
}

TEST(clip_x0, keeps_every_pixel_between_minus_1_and_1) {
  image x0(2, 3);
  x0 << -0.5, -1.7, 0.25, 2.5, 0.9, -3;
  expect_clipped(x0);
  inputs draw;
  expect_clipped(2 * draw.pixels(4, 5));
}

TEST(clip_x0, changes_nothing_inside_the_range) {
  inputs draw;
  expect_clipped(draw.pixels(3, 4));
}

}  // namespace
