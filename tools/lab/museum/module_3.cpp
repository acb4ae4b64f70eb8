#include "1_forward/schedule.registry.hpp"
#include "2_training/estimate.registry.hpp"
#include "3_reverse/clip_x0.wrong.hpp"
#include "3_reverse/reverse_mean.wrong.hpp"
#include "3_reverse/reverse_mean_from_x0.wrong.hpp"
#include "3_reverse/reverse_sigma.wrong.hpp"
#include "3_reverse/sample.wrong.hpp"
#include "3_reverse/strided_timesteps.wrong.hpp"
#include "lab/museum/backward.hpp"
#include "lab/museum/exhibit.hpp"

namespace sfumato::lab::museum {

namespace {

/// The famous mistake: beta of the timestep alone, however far the step goes.
scalar beta_at(scalar alpha_bar) {
  static const ::curve betas = ours(student::linear_betas)(200, 0.0005, 0.1);
  static const ::curve alpha_bars = ours(student::alpha_bars)(betas);
  Eigen::Index t = 0;
  (alpha_bars - alpha_bar).abs().minCoeff(&t);
  return betas(t);
}
const std::string single_timestep =
    " of a single timestep, although each step skips three others: one of the commonest bugs in diffusion code";

image mean_with_beta_t(const image& x_t, const image& predicted, scalar, scalar alpha_bar) {
  return ours(student::reverse_mean)(x_t, predicted, beta_at(alpha_bar), alpha_bar);
}

image mean_with_alpha_t(const image& x_t, const image& x0, scalar alpha_bar, scalar previous) {
  const scalar a = 1 - beta_at(alpha_bar);
  return std::sqrt(previous) * (1 - a) / (1 - alpha_bar) * x0 + std::sqrt(a) * (1 - previous) / (1 - alpha_bar) * x_t;
}

drawing drawn_by_mean(const std::function<signature::reverse_mean>& f, hall& in) {
  const noise_source draw = in.fresh_noise();
  return {.pictures = strip(walk(in, visited(50), [&](const image& x, const image& predicted, const leap& over) {
            return with_noise(f(x, predicted, 1 - over.alpha_bar / over.previous, over.alpha_bar), over, draw);
          }))};
}

/// Ten steps at t = 199, 179, ..., 19, and the large sigma, so that every single step and every noise counts.
drawing drawn_by_loop(const std::function<signature::sample>& f, hall& in) {
  constexpr int steps = 10, stride = 20;
  const auto over = [&](int i) {
    return leap{stride * i + stride - 1, in.alpha_bar(stride * i + stride - 1),
                i == 0 ? 1 : in.alpha_bar(stride * i - 1)};
  };
  ::curve sigmas(steps);
  for (int i = 0; i < steps; ++i) sigmas(i) = std::sqrt(1 - over(i).alpha_bar / over(i).previous);
  std::vector<int> asked;
  int draws = 0;
  const image x = f(
      in.start(), sigmas,
      [&](const image& noisy, int i) {
        asked.push_back(over(i).t);
        return in.network().predict_noise(noisy, over(i).t);
      },
      [&](const image& x_t, const image& predicted, int i) {
        return ours(student::reverse_mean_from_x0)(x_t, belief(x_t, predicted, over(i)), over(i).alpha_bar,
                                                   over(i).previous);
      },
      [&, draw = in.fresh_noise()] {
        ++draws;
        return draw();
      });
  return {
      .pictures = strip(x),
      .words = join(asked.size() == 1 ? "one question, t = " : join(asked.size(), " questions, t = "), asked.front(),
                    asked.size() == 1 ? "" : join(" to ", asked.back()), "\nfresh noise: ", draws, "×")};
}

drawing drawn_by_sigma(const std::function<signature::reverse_sigma>& f, hall& in) {
  std::vector<double> sigmas;
  for (int t = 1; t < 200; ++t) sigmas.push_back(f(in.alpha_bar(t), in.alpha_bar(t - 1)));
  const noise_source draw = in.fresh_noise();
  const image x = walk(in, visited(20), [&](const image& x_t, const image& predicted, const leap& over) -> image {
    const image mean =
        ours(student::reverse_mean_from_x0)(x_t, belief(x_t, predicted, over), over.alpha_bar, over.previous);
    if (over.last()) return mean;
    return mean + f(over.alpha_bar, over.previous) * draw();
  });
  return {.pictures = strip(x), .curve = {.lines = {sigmas}, .level = 0}};
}

image ddpm(hall& in, const std::vector<int>& timesteps, const std::function<signature::reverse_mean_from_x0>& mean,
           const std::function<signature::clip_x0>& clip) {
  const noise_source draw = in.fresh_noise();
  return walk(in, timesteps, [&](const image& x, const image& predicted, const leap& over) {
    const image x0 = clip(ours(student::estimate_x0)(x, predicted, over.alpha_bar));
    return with_noise(mean(x, x0, over.alpha_bar, over.previous), over, draw);
  });
}

drawing drawn_by_x0(const std::function<signature::reverse_mean_from_x0>& f, hall& in) {
  return {.pictures = strip(ddpm(in, visited(50), f, ours(student::clip_x0)))};
}

drawing drawn_by_clip(const std::function<signature::clip_x0>& f, hall& in) {
  const ::curve all = ::curve::LinSpaced(61, -2.5, 2.5);
  const image clipped = f(image(all.transpose()));
  return {.pictures = strip(ddpm(in, visited(50), ours(student::reverse_mean_from_x0), f)),
          .curve = {.lines = {{clipped.data(), clipped.data() + clipped.size()}}, .level = 0}};
}

drawing drawn_by_timesteps(const std::function<signature::strided_timesteps>& f, hall& in) {
  const std::vector<int> timesteps = f(200, 50);
  const std::size_t n = timesteps.size();
  const std::string words = join(n, " steps: ", timesteps.at(0), ", ", timesteps.at(1), ", ", timesteps.at(2), " ... ",
                                 timesteps.at(n - 2), ", ", timesteps.at(n - 1));
  try {
    return {.pictures = strip(ddpm(in, timesteps, ours(student::reverse_mean_from_x0), ours(student::clip_x0))),
            .words = words};
  } catch (const std::exception&) {
    throw std::runtime_error(words + "; the network knows no t = 200");
  }
}

}  // namespace

std::vector<exhibit> module_3() {
  return {
      hang(student::reverse_mean, wrong::reverse_mean,
           "Three digits of the shipped model, 50 of 200 timesteps, always from the same noise.", drawn_by_mean,
           {{"beta_t", "beta is that" + single_timestep, mean_with_beta_t}}),
      hang(student::sample, wrong::sample,
           "Three digits in only ten steps, at t = 199, 179, ..., 19, with the large sigma: so each step counts.",
           drawn_by_loop),
      hang(student::reverse_sigma, wrong::reverse_sigma, "Three digits in 20 steps, and sigma over t.", drawn_by_sigma),
      hang(student::reverse_mean_from_x0, wrong::reverse_mean_from_x0, "Three digits, 50 of 200 timesteps.",
           drawn_by_x0, {{"alpha_t", "a is 1 − beta" + single_timestep, mean_with_alpha_t}}),
      hang(student::clip_x0, wrong::clip_x0,
           "Three digits in 50 steps; and what becomes of the values from −2.5 to 2.5. The thin line is 0.",
           drawn_by_clip),
      hang(student::strided_timesteps, wrong::strided_timesteps, "Three digits, 50 of 200 timesteps.",
           drawn_by_timesteps),
  };
}

}  // namespace sfumato::lab::museum
