#include "2_training/adam_step.wrong.hpp"
#include "judge/suite.hpp"

namespace {

struct setting {
  int k;
  scalar learning_rate, beta1, beta2, epsilon;
};

void expect_step(const curve& parameters, const moments& averages, const setting& with) {
  const auto corrected = [&](scalar average, scalar beta) { return average / (1 - std::pow(beta, with.k)); };
  curve expected(parameters.size());
  for (Eigen::Index i = 0; i < parameters.size(); ++i)
    expected(i) = parameters(i) - with.learning_rate * corrected(averages.first(i), with.beta1) /
                                      (std::sqrt(corrected(averages.second(i), with.beta2)) + with.epsilon);
  ask(student::adam_step, parameters, averages, with.k, with.learning_rate, with.beta1, with.beta2, with.epsilon)
      .must_give(expected, [&](const place& at) {
        const scalar m = averages.first(at.i()), v = averages.second(at.i());
        return text("m_hat = ", m, " / (1 - ", with.beta1, "^", with.k, ") = ", corrected(m, with.beta1),
                    "\nv_hat = ", v, " / (1 - ", with.beta2, "^", with.k, ") = ", corrected(v, with.beta2), "\nw",
                    at.written, " = ", parameters(at.i()), " - ", with.learning_rate, " * m_hat / (sqrt(v_hat) + ",
                    with.epsilon, ")");
      });
}

TEST(adam_step, divides_the_bias_away_and_walks_in_units_of_the_root) {
  inputs draw;
  // A large epsilon, so that its place shows; small betas, of which a multiple stays below 1, and a k
  // whose neighbours are not 1.
  expect_step(draw.normals(4), {draw.uniforms(4, 0.2, 1), draw.uniforms(4, 0.2, 1)},
              {3, draw.uniform(0.1, 0.3), 0.2, 0.3, 0.05});
}

TEST(adam_step, moves_each_parameter_by_the_learning_rate_in_the_first_step) {
  inputs draw;
  const curve gradient = draw.normals(6);
  expect_step(draw.normals(6), {0.1 * gradient, 0.001 * gradient.square()}, {1, 0.001, 0.9, 0.999, 1e-8});
}

TEST(adam_step, hardly_corrects_after_many_steps) {
  inputs draw;
  expect_step(draw.normals(6), {draw.normals(6), draw.uniforms(6, 0.5, 2)}, {1000, 0.001, 0.9, 0.999, 1e-8});
}

TEST(adam_step, does_not_divide_by_0_where_no_gradient_ever_came) {
  inputs draw;
  expect_step(draw.normals(3), {curve::Zero(3), curve::Zero(3)}, {3, 0.01, 0.9, 0.999, 1e-8});
}

}  // namespace
