#include "2_training/sgd_step.wrong.hpp"
#include "judge/suite.hpp"

namespace {

void expect_step(const curve& parameters, const curve& gradient, scalar rate) {
  ask(student::sgd_step, parameters, gradient, rate).must_give(parameters - rate * gradient, [&](const place& at) {
    return text("w", at.written, " = ", parameters(at.i()), " - ", rate, " * ", gradient(at.i()));
  });
}

TEST(sgd_step, goes_against_the_gradient_by_the_learning_rate) {
  inputs draw;
  expect_step(draw.normals(5), draw.normals(5), draw.uniform(0.1, 0.4));
  expect_step(draw.normals(100), draw.normals(100), 0.001);
}

TEST(sgd_step, leaves_parameters_alone_where_the_loss_is_flat) {
  inputs draw;
  expect_step(draw.normals(3), curve::Zero(3), 0.5);
}

}  // namespace
