#include "4_professional/ddim_step.wrong.hpp"
#include "judge/suite.hpp"

namespace {

void expect_step(const image& x_t, const image& noise, scalar A, scalar P) {
  const image x0 = (x_t - std::sqrt(1 - A) * noise) / std::sqrt(A);
  const image expected = std::sqrt(P) * x0 + std::sqrt(1 - P) * noise;
  ask(student::ddim_step, x_t, noise, A, P).must_give(expected, [&](const place& at) {
    const scalar e = noise(at.y(), at.x()), believed = x0(at.y(), at.x());
    return text("x0", at.written, " = (", x_t(at.y(), at.x()), " - sqrt(1 - ", A, ") * ", e, ") / sqrt(", A,
                ") = ", believed, "; next", at.written, " = sqrt(", P, ") * ", believed, " + sqrt(1 - ", P, ") * ", e);
  });
}

TEST(ddim_step, mixes_picture_and_noise_again_for_the_next_timestep) {
  inputs draw;
  expect_step(draw.noise(3, 4), draw.noise(3, 4), draw.uniform(0.1, 0.4), draw.uniform(0.5, 0.8));
}

TEST(ddim_step, lands_where_1_2_would_when_the_noise_is_the_true_one) {
  inputs draw;
  const image x0 = draw.pixels(4, 3), noise = draw.noise(4, 3);
  const scalar A = draw.uniform(0.1, 0.4), P = draw.uniform(0.5, 0.8);
  expect_step(std::sqrt(A) * x0 + std::sqrt(1 - A) * noise, noise, A, P);
}

TEST(ddim_step, ends_at_the_clean_picture) {
  inputs draw;
  expect_step(draw.noise(2, 5), draw.noise(2, 5), draw.uniform(0.9, 0.99), 1);
}

TEST(ddim_step, changes_nothing_when_it_stays_at_its_timestep) {
  inputs draw;
  const scalar A = draw.uniform(0.3, 0.7);
  expect_step(draw.noise(3, 2), draw.noise(3, 2), A, A);
}

}  // namespace
