#include "beyond/zero_terminal_snr.wrong.hpp"
#include "judge/suite.hpp"

namespace {

void expect_repaired(const curve& betas) {
  curve s(betas.size());
  for (Eigen::Index t = 0; t < betas.size(); ++t) s(t) = std::sqrt((1 - betas.head(t + 1)).prod());
  const scalar first = s(0), last = s(s.size() - 1);
  const auto repaired = [&](Eigen::Index t) { return (s(t) - last) * first / (first - last); };
  curve expected(betas.size());
  for (Eigen::Index t = 0; t < betas.size(); ++t)
    expected(t) = 1 - std::pow(t == 0 ? repaired(0) : repaired(t) / repaired(t - 1), 2);
  ask(student::zero_terminal_snr, betas).must_give(expected, [&](const place& at) {
    const auto words = [&](Eigen::Index t) {
      return text("s(", t, ") = ", s(t), " becomes (", s(t), " - ", last, ") * ", first, " / (", first, " - ", last,
                  ") = ", repaired(t), "\n");
    };
    const Eigen::Index t = at.i();
    if (t == 0) return text(words(0), "beta(0) = 1 - ", repaired(0), "^2");
    return text(words(t - 1), words(t), "beta(", t, ") = 1 - ", repaired(t), "^2 / ", repaired(t - 1), "^2");
  });
}

TEST(zero_terminal_snr, shifts_and_stretches_the_roots_of_alpha_bar) {
  inputs draw;
  expect_repaired(draw.uniforms(5, 0.05, 0.4));
}

TEST(zero_terminal_snr, heals_the_leaky_schedule_of_module_1) { expect_repaired(curve::LinSpaced(200, 1e-4, 0.02)); }

TEST(zero_terminal_snr, ends_at_exactly_1_and_begins_as_before) {
  inputs draw;
  const curve betas = draw.uniforms(draw.integer(2, 30), 0.01, 0.1);
  ask(student::zero_terminal_snr, betas)
      .must_hold([](const curve& repaired) { return repaired.size() > 0 && repaired(repaired.size() - 1) == 1; },
                 "the last beta must be exactly 1, so that nothing of the picture is left")
      .must_hold([&](const curve& repaired) { return lab::nearly_equal(betas(0), repaired(0), 1e-9); },
                 text("the first beta must stay ", betas(0)));
}

TEST(zero_terminal_snr, leaves_a_schedule_alone_that_ends_at_zero_already) {
  inputs draw;
  curve betas = draw.uniforms(6, 0.05, 0.4);
  betas(5) = 1;
  ask(student::zero_terminal_snr, betas).must_give(betas, [](const place& at) {
    return text("s_last is 0 already, so nothing moves: beta(", at.i(), ")");
  });
}

}  // namespace
