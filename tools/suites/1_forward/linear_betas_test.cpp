#include "1_forward/linear_betas.wrong.hpp"
#include "judge/suite.hpp"

namespace {

void expect_line(int timesteps, scalar first, scalar last) {
  const curve expected = curve::LinSpaced(timesteps, first, last);
  ask(student::linear_betas, timesteps, first, last).must_give(expected, [&](const place& at) {
    return text("beta(", at.i(), ") = ", first, " + (", last, " - ", first, ") * ", at.i(), " / (", timesteps, " - 1)");
  });
}

TEST(linear_betas, goes_from_first_to_last_in_equal_steps) {
  expect_line(6, 0.1, 0.85);
  inputs draw;
  expect_line(draw.integer(10, 30), draw.uniform(1e-4, 1e-3), draw.uniform(0.02, 0.2));
}

TEST(linear_betas, gives_the_schedule_of_the_lab) { expect_line(200, 5e-4, 0.1); }

TEST(linear_betas, works_for_any_number_of_timesteps) {
  inputs draw;
  expect_line(draw.integer(10, 50), draw.uniform(1e-4, 1e-3), draw.uniform(0.02, 0.2));
  expect_line(2, 0.01, 0.02);
}

}  // namespace
