#include "3_reverse/reverse_sigma.wrong.hpp"
#include "judge/suite.hpp"

namespace {

void expect_sigma(scalar A, scalar P) {
  ask(student::reverse_sigma, A, P).must_give(std::sqrt((1 - P) / (1 - A) * (1 - A / P)), [&](const place&) {
    return text("sqrt((1 - ", P, ") / (1 - ", A, ") * (1 - ", A, " / ", P, "))");
  });
}

TEST(reverse_sigma, compares_the_noise_after_the_step_with_that_before) {
  inputs draw;
  expect_sigma(draw.uniform(0.1, 0.4), draw.uniform(0.5, 0.8));
}

TEST(reverse_sigma, is_zero_in_the_last_step) {
  inputs draw;
  expect_sigma(draw.uniform(0.9, 0.99), 1);
}

}  // namespace
