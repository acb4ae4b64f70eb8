#include "1_forward/alpha_bars.wrong.hpp"
#include "judge/suite.hpp"

namespace {

curve product_of_alphas(const curve& betas) {
  curve expected(betas.size());
  for (Eigen::Index t = 0; t < betas.size(); ++t) expected(t) = (1 - betas.head(t + 1)).prod();
  return expected;
}

TEST(alpha_bars, multiplies_all_alphas_up_to_t) {
  inputs draw;
  const curve betas = draw.uniforms(6, 0.05, 0.4);
  ask(student::alpha_bars, betas).must_give(product_of_alphas(betas), [&](const place& at) {
    std::string product = text("alpha_bar(", at.i(), ") = (1 - ", betas(0), ")");
    for (Eigen::Index t = 1; t <= at.i(); ++t) product += text(" * (1 - ", betas(t), ")");
    return product;
  });
}

TEST(alpha_bars, leaves_almost_nothing_at_the_end_of_the_labs_schedule) {
  const curve betas = curve::LinSpaced(200, 5e-4, 0.1);
  const curve expected = product_of_alphas(betas);
  ask(student::alpha_bars, betas).must_give(expected, [&](const place& at) {
    if (at.i() == 0) return text("alpha_bar(0) = 1 - ", betas(0));
    return text("alpha_bar(", at.i(), ") = alpha_bar(", at.i() - 1, ") * alpha(", at.i(), ") = ", expected(at.i() - 1),
                " * (1 - ", betas(at.i()), ")");
  });
}

TEST(alpha_bars, works_for_a_single_timestep) {
  const curve betas = curve::Constant(1, 0.25);
  ask(student::alpha_bars, betas).must_give(curve::Constant(1, 0.75), [](const place&) { return "1 - 0.25"; });
}

}  // namespace
