#include "lab/model/colour_model.hpp"

#include <cmath>

#include "lab/model/colour_strip.hpp"

namespace sfumato::lab {

::curve colour_model::table_of(const model_card& card) {
  const alpha_bar_table schedule = card.noise_schedule();
  const auto table = schedule.alpha_bars();
  return Eigen::Map<const ::curve>(table.data(), static_cast<index_t>(table.size()));
}

::curve colour_model::betas() const {
  const ::curve& bars = alpha_bars_;
  ::curve betas(bars.size());
  for (index_t t = 0; t < bars.size(); ++t) betas(t) = 1 - bars(t) / (t == 0 ? 1 : bars(t - 1));
  return betas;
}

image colour_model::noise(index_t pictures, std::uint64_t seed) {
  return colour_strip_of(colour_noise(opened_.network->ctx(), pictures, seed));
}

image colour_model::predict_noise(const image& x, int t, const std::vector<int>& groups) {
  const index_t timesteps = alpha_bars_.size();
  require(t >= 0 && t < timesteps, error_kind::value, "the colour model: expected a timestep from 0 to ", timesteps - 1,
          ", got ", t);
  std::unique_ptr<any_denoiser>& denoiser = denoisers_[groups];
  if (!denoiser) denoiser = opened_.network->denoiser(groups, 1);
  const image said = on_colour_strip(x, [&](view<const float> in, view<float> out) {
    (*denoiser)(opened_.network->ctx(), in, static_cast<double>(t), out);
  });
  const double alpha_bar = alpha_bars_(t);
  const prediction_map to = estimates_from(denoiser->prediction(), std::sqrt(alpha_bar), std::sqrt(1 - alpha_bar));
  return to.e_x * x + to.e_m * said;
}

}  // namespace sfumato::lab
