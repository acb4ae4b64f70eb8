#include "2_training/update_moments.wrong.hpp"
#include "judge/suite.hpp"

namespace {

void expect_averages(const moments& before, const curve& gradient, scalar beta1, scalar beta2) {
  moments expected = before;
  for (Eigen::Index i = 0; i < gradient.size(); ++i) {
    expected.first(i) = beta1 * before.first(i) + (1 - beta1) * gradient(i);
    expected.second(i) = beta2 * before.second(i) + (1 - beta2) * gradient(i) * gradient(i);
  }
  ask(student::update_moments, before, gradient, beta1, beta2).must_give(expected, [&](const place& at) {
    const bool is_first = at.written.rfind(".first", 0) == 0;
    const scalar beta = is_first ? beta1 : beta2, old = (is_first ? before.first : before.second)(at.i());
    return text("after", at.written, " = ", beta, " * ", old, " + (1 - ", beta, ") * ",
                is_first ? text(gradient(at.i())) : text("(", gradient(at.i()), ")^2"));
  });
}

TEST(update_moments, averages_the_gradient_and_its_square) {
  inputs draw;
  const scalar beta1 = draw.uniform(0.6, 0.8), beta2 = draw.uniform(0.85, 0.95);
  expect_averages({draw.normals(4), draw.uniforms(4, 0.5, 2)}, draw.normals(4), beta1, beta2);
}

TEST(update_moments, uses_the_betas_of_the_lab) {
  inputs draw;
  expect_averages({draw.normals(50), draw.uniforms(50, 0, 2)}, draw.normals(50), 0.9, 0.999);
}

TEST(update_moments, starts_small_when_nothing_came_before) {
  inputs draw;
  expect_averages({curve::Zero(3), curve::Zero(3)}, draw.normals(3), 0.9, 0.999);
}

}  // namespace
