#include "beyond/ema_update.wrong.hpp"
#include "judge/suite.hpp"

namespace {

void expect_average(const curve& average, const curve& parameters, scalar decay) {
  curve expected(average.size());
  for (Eigen::Index i = 0; i < expected.size(); ++i) expected(i) = decay * average(i) + (1 - decay) * parameters(i);
  ask(student::ema_update, average, parameters, decay).must_give(expected, [&](const place& at) {
    return text("average_new", at.written, " = ", decay, " * ", average(at.i()), " + (1 - ", decay, ") * ",
                parameters(at.i()));
  });
}

TEST(ema_update, keeps_most_of_the_average_and_adds_a_little) {
  inputs draw;
  expect_average(draw.normals(4), draw.normals(4), draw.uniform(0.6, 0.9));
}

TEST(ema_update, works_with_the_decay_of_large_models) {
  inputs draw;
  expect_average(draw.normals(50), draw.normals(50), 0.9999);
}

TEST(ema_update, closes_the_gap_by_the_same_factor_in_every_step) {
  inputs draw;
  const curve parameters = draw.normals(3), start = draw.normals(3);
  const scalar decay = draw.uniform(0.5, 0.8);
  curve average = start;
  for (int step = 1; step <= 4; ++step) {
    const curve expected = parameters + std::pow(decay, step) * (start - parameters);
    const auto answer = ask(student::ema_update, average, parameters, decay);
    answer.must_give(expected, [&](const place& at) {
      return text("after step ", step, " with the same parameters ", decay, "^", step,
                  " of the first gap is left: ", parameters(at.i()), " + ", decay, "^", step, " * (", start(at.i()),
                  " - ", parameters(at.i()), ")");
    });
    if (!answer.value()) return;
    average = *answer.value();
  }
}

TEST(ema_update, keeps_all_when_decay_is_1_and_nothing_when_it_is_0) {
  inputs draw;
  expect_average(draw.normals(3), draw.normals(3), 1);
  expect_average(draw.normals(3), draw.normals(3), 0);
}

}  // namespace
