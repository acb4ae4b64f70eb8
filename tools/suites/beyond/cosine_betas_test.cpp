#include "beyond/cosine_betas.wrong.hpp"
#include "judge/suite.hpp"

namespace {

scalar left_at(int i, int timesteps) {
  const scalar u = static_cast<scalar>(i) / timesteps;
  return std::pow(std::cos((u + 0.008) / 1.008 * std::acos(0.0)), 2);
}

void expect_cosine(int timesteps) {
  curve expected(timesteps);
  for (int i = 0; i < timesteps; ++i)
    expected(i) = std::min(1 - left_at(i + 1, timesteps) / left_at(i, timesteps), 0.999);
  ask(student::cosine_betas, timesteps).must_give(expected, [&](const place& at) {
    const int i = static_cast<int>(at.i());
    const scalar before = left_at(i, timesteps), after = left_at(i + 1, timesteps);
    return text("f(", i, " / ", timesteps, ") = ", before, ", f(", i + 1, " / ", timesteps, ") = ", after, "\nbeta(", i,
                ") = min(1 - ", after, " / ", before, ", 0.999)");
  });
}

TEST(cosine_betas, takes_what_the_cosine_loses_in_each_step) {
  inputs draw;
  expect_cosine(draw.integer(4, 8));
}

TEST(cosine_betas, gives_the_cosine_schedule_of_the_lab) { expect_cosine(200); }

TEST(cosine_betas, reaches_equal_strength_almost_half_way) {
  ask(student::cosine_betas, 200)
      .must_hold(
          [](const curve& betas) {
            const auto left_after = [&](Eigen::Index t) { return (1 - betas.head(t + 1)).prod(); };
            return left_after(98) >= 0.5 && left_after(99) < 0.5;
          },
          "of 200 timesteps, t = 99 must be the first at which less than half of the picture's power is left");
}

TEST(cosine_betas, stops_at_0_999_when_one_step_does_it_all) { expect_cosine(1); }

}  // namespace
