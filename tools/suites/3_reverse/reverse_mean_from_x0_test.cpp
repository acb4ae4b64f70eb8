#include "3_reverse/reverse_mean_from_x0.wrong.hpp"
#include "judge/suite.hpp"

namespace {

TEST(reverse_mean_from_x0, mixes_belief_and_picture) {
  inputs draw;
  const image x_t = draw.noise(3, 4), x0 = draw.pixels(3, 4);
  const scalar A = draw.uniform(0.1, 0.4), P = draw.uniform(0.5, 0.8), a = A / P;
  const image expected = std::sqrt(P) * (1 - a) / (1 - A) * x0 + std::sqrt(a) * (1 - P) / (1 - A) * x_t;
  ask(student::reverse_mean_from_x0, x_t, x0, A, P).must_give(expected, [&](const place& at) {
    return text("with a = ", a, ": mean", at.written, " = sqrt(", P, ") * (1 - ", a, ") / (1 - ", A, ") * ",
                x0(at.y(), at.x()), " + sqrt(", a, ") * (1 - ", P, ") / (1 - ", A, ") * ", x_t(at.y(), at.x()));
  });
}

TEST(reverse_mean_from_x0, equals_the_form_with_the_predicted_noise) {
  inputs draw;
  const image x0 = draw.pixels(4, 3), noise = draw.noise(4, 3);
  const scalar beta = draw.uniform(0.05, 0.1), P = draw.uniform(0.3, 0.7), A = P * (1 - beta);
  const image x_t = std::sqrt(A) * x0 + std::sqrt(1 - A) * noise;
  const image expected = (x_t - beta / std::sqrt(1 - A) * noise) / std::sqrt(1 - beta);
  ask(student::reverse_mean_from_x0, x_t, x0, A, P).must_give(expected, [&](const place& at) {
    return text("the form of 3.1: mean", at.written, " = (", x_t(at.y(), at.x()), " - ", beta, " / sqrt(1 - ", A,
                ") * ", noise(at.y(), at.x()), ") / sqrt(1 - ", beta, ")");
  });
}

TEST(reverse_mean_from_x0, is_the_belief_itself_in_the_last_step) {
  inputs draw;
  const image x_t = draw.noise(2, 5), x0 = draw.pixels(2, 5);
  ask(student::reverse_mean_from_x0, x_t, x0, 0.98, 1.0).must_give(x0, [](const place& at) {
    return text("the last step keeps nothing of x_t: x0", at.written);
  });
}

}  // namespace
