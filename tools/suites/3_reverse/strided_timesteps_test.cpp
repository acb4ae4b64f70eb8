#include "3_reverse/strided_timesteps.wrong.hpp"
#include "judge/suite.hpp"

namespace {

void expect_stride(int timesteps, int steps) {
  const int stride = timesteps / steps;
  std::vector<int> expected;
  for (int t = (steps - 1) * stride; t >= 0; t -= stride) expected.push_back(t);
  ask(student::strided_timesteps, timesteps, steps).must_give(expected, [&](const place& at) {
    return text("stride = ", timesteps, " / ", steps, " = ", stride, "; entry ", at.i(), " = ", steps - 1 - at.i(),
                " * ", stride);
  });
}

TEST(strided_timesteps, visits_50_of_200_and_ends_at_0) {
  expect_stride(200, 50);
  inputs draw;
  const int steps = draw.integer(8, 20);
  expect_stride(steps * draw.integer(3, 6), steps);
}

TEST(strided_timesteps, divides_whole_numbers_where_it_does_not_come_out_even) {
  expect_stride(13, 5);
  inputs draw;
  const int steps = draw.integer(8, 20);
  expect_stride(steps * draw.integer(2, 4) + draw.integer(1, steps - 1), steps);
}

TEST(strided_timesteps, visits_all_when_steps_equals_timesteps) {
  expect_stride(6, 6);
  inputs draw;
  const int all = draw.integer(10, 30);
  expect_stride(all, all);
}

}  // namespace
