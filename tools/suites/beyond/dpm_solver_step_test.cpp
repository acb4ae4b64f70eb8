#include "beyond/dpm_solver_step.wrong.hpp"
#include "judge/suite.hpp"

namespace {

/// One of the three times of a step.
struct moment_in_time {
  explicit moment_in_time(scalar A)
      : alpha_bar(A), alpha(std::sqrt(A)), sigma(std::sqrt(1 - A)), lambda(std::log(alpha / sigma)) {}

  /// The time at which lambda is this.
  static moment_in_time at(scalar lambda) { return moment_in_time(1 / (1 + std::exp(-2 * lambda))); }

  scalar alpha_bar, alpha, sigma, lambda;
};

auto ask_step(const image& x, const image& x0_now, const image& x0_before, const moment_in_time& before,
              const moment_in_time& now, const moment_in_time& next) {
  return ask(student::dpm_solver_step, x, x0_now, x0_before, before.alpha_bar, now.alpha_bar, next.alpha_bar);
}

void expect_step(const image& x, const image& x0_now, const image& x0_before, const moment_in_time& before,
                 const moment_in_time& now, const moment_in_time& next) {
  const scalar h = next.lambda - now.lambda, r = (now.lambda - before.lambda) / h;
  const image D = x0_now + (x0_now - x0_before) / (2 * r);
  const image expected = next.sigma / now.sigma * x - next.alpha * (std::exp(-h) - 1) * D;
  ask_step(x, x0_now, x0_before, before, now, next).must_give(expected, [&](const place& at) {
    const scalar m0 = x0_now(at.y(), at.x()), m1 = x0_before(at.y(), at.x());
    return text("lambda = ", before.lambda, " before, ", now.lambda, " now, ", next.lambda, " next; h = ", h,
                ", r = ", r, "\nD", at.written, " = ", m0, " + (", m0, " - ", m1, ") / (2 * ", r,
                ") = ", D(at.y(), at.x()), "\nx_next", at.written, " = ", next.sigma, " / ", now.sigma, " * ",
                x(at.y(), at.x()), " - ", next.alpha, " * (exp(-", h, ") - 1) * ", D(at.y(), at.x()));
  });
}

TEST(dpm_solver_step, leads_the_belief_on_by_half_a_step_and_moves) {
  inputs draw;
  // Unequal steps, so that r is not 1.
  const moment_in_time before(draw.uniform(0.05, 0.1)), now(draw.uniform(0.3, 0.4)), next(draw.uniform(0.5, 0.55));
  expect_step(draw.noise(3, 4), draw.pixels(3, 4), draw.pixels(3, 4), before, now, next);
  expect_step(draw.noise(16, 16), draw.pixels(16, 16), draw.pixels(16, 16), now, next, moment_in_time(0.99));
}

TEST(dpm_solver_step, equals_ddim_while_the_belief_stays_the_same) {
  inputs draw;
  const image x = draw.noise(4, 3), x0 = draw.pixels(4, 3);
  const moment_in_time before(draw.uniform(0.1, 0.2)), now(draw.uniform(0.3, 0.5)), next(draw.uniform(0.6, 0.9));
  const image noise = (x - now.alpha * x0) / now.sigma;
  ask_step(x, x0, x0, before, now, next).must_give(next.alpha * x0 + next.sigma * noise, [&](const place& at) {
    return text("x0_before = x0_now, so this is DDIM: x_next", at.written, " = ", next.alpha, " * ", x0(at.y(), at.x()),
                " + ", next.sigma, " * (", x(at.y(), at.x()), " - ", now.alpha, " * ", x0(at.y(), at.x()), ") / ",
                now.sigma);
  });
}

TEST(dpm_solver_step, follows_a_belief_that_changes_evenly_with_lambda) {
  inputs draw;
  const image x = draw.noise(3, 5), x0_now = draw.pixels(3, 5), slope = draw.noise(3, 5);
  const moment_in_time now(draw.uniform(0.3, 0.7));
  const scalar h = 0.1;
  const auto before = moment_in_time::at(now.lambda - draw.uniform(0.05, 0.2)),
             next = moment_in_time::at(now.lambda + h);
  const image x0_before = x0_now + (before.lambda - now.lambda) * slope;
  // The true path is x_next = sigma_next * (x / sigma_now + the integral of e^lambda * belief(lambda)). Half a step
  // ahead stands for the whole step; what that misses is the slope times alpha_next times a function of h below h^3
  // / 12.
  const scalar shrink = std::exp(-h);
  const image path = next.sigma / now.sigma * x + next.alpha * ((1 - shrink) * x0_now + (h - 1 + shrink) * slope);
  const scalar missed = next.alpha * slope.abs().maxCoeff() * h * h * h / 12;
  ask_step(x, x0_now, x0_before, before, now, next)
      .must_give(
          path,
          [&](const place& at) {
            return text("a belief that changes evenly, by ", slope(at.y(), at.x()), " for each unit of lambda\nwithin ",
                        missed, " of the true path: x_next", at.written);
          },
          missed);
}

TEST(dpm_solver_step, may_take_steps_of_any_length) {
  inputs draw;
  const auto at = [](scalar lambda) { return moment_in_time::at(lambda); };
  const scalar now = draw.uniform(-1, 1);
  expect_step(draw.noise(2, 5), draw.pixels(2, 5), draw.pixels(2, 5), at(now - 0.02), at(now), at(now + 2));
  expect_step(draw.noise(5, 2), draw.pixels(5, 2), draw.pixels(5, 2), at(now - 2), at(now), at(now + 0.02));
}

}  // namespace
