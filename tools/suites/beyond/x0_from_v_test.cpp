#include "beyond/x0_from_v.wrong.hpp"
#include "judge/suite.hpp"

namespace {

TEST(x0_from_v, subtracts_v_from_the_noisy_picture) {
  inputs draw;
  for (const int size : {3, 16}) {
    const image x_t = draw.noise(size, size + 1), v = draw.noise(size, size + 1);
    const scalar alpha_bar = draw.uniform(0.1, 0.4);
    const image expected = std::sqrt(alpha_bar) * x_t - std::sqrt(1 - alpha_bar) * v;
    ask(student::x0_from_v, x_t, v, alpha_bar).must_give(expected, [&](const place& at) {
      return text("x0", at.written, " = sqrt(", alpha_bar, ") * ", x_t(at.y(), at.x()), " - sqrt(1 - ", alpha_bar,
                  ") * ", v(at.y(), at.x()));
    });
  }
}

TEST(x0_from_v, gives_the_picture_back_at_every_noise_level) {
  inputs draw;
  for (const scalar alpha_bar : {0.0, draw.uniform(0.001, 0.01), 0.5, draw.uniform(0.99, 0.999), 1.0}) {
    const image x0 = draw.pixels(4, 3), noise = draw.noise(4, 3);
    const scalar more = std::sqrt(alpha_bar), less = std::sqrt(1 - alpha_bar);
    const image x_t = more * x0 + less * noise, v = more * noise - less * x0;
    ask(student::x0_from_v, x_t, v, alpha_bar).must_give(x0, [&](const place& at) {
      return text("x_t and v were made of the picture x0", at.written);
    });
  }
}

TEST(x0_from_v, is_not_clipped) {
  const image x_t = image::Constant(2, 3, 3), v = image::Constant(2, 3, -3);
  ask(student::x0_from_v, x_t, v, 0.5).must_give(image::Constant(2, 3, 6 * std::sqrt(0.5)), [](const place&) {
    return "no limits here: sqrt(0.5) * 3 - sqrt(1 - 0.5) * -3";
  });
}

}  // namespace
