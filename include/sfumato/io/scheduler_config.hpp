#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sfumato/diffusion/prediction.hpp"
#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/diffusion/schedule/timesteps.hpp"
#include "sfumato/diffusion/schedule/zero_terminal_snr.hpp"
#include "sfumato/io/configured_solver.hpp"
#include "sfumato/io/diffusers_version.hpp"
#include "sfumato/io/json_object.hpp"

namespace sfumato {

/// How a model was trained and is to be sampled from: a scheduler_config.json of the reference library. The default is
/// that of DDPM: betas linear from 1e-4 to 0.02 over 1000 timesteps, epsilon predicted, x0 clipped.
///
///     sample(ctx, denoiser, config.solver(), config.noise_schedule(), config.steps(50), noise);
struct scheduler_config {
  std::string class_name = "DDPMScheduler";  ///< one of configured_solvers
  beta_range betas = {};
  std::string beta_schedule = "linear";    ///< linear, scaled_linear, sigmoid or squaredcos_cap_v2
  std::vector<double> trained_betas = {};  ///< the betas themselves, instead of a schedule
  bool rescale_betas_zero_snr = false;
  prediction_type prediction = prediction_type::epsilon;
  timestep_spacing spacing = timestep_spacing::leading;
  index_t steps_offset = 0;
  nlohmann::json options = nlohmann::json::object();  ///< what the solver alone knows, such as {"eta": 0}

  alpha_bar_table noise_schedule() const {
    const alpha_bar_table base = base_schedule();
    return rescale_betas_zero_snr ? alpha_bar_table(sfumato::zero_terminal_snr(base)) : base;
  }
  sfumato::steps steps(index_t count) const { return sfumato::steps(count, spacing, steps_offset); }
  /// Throws (io) where an option is unknown or cannot be served.
  configured_solver solver(const std::string& file = "scheduler") const {
    const json_object own(file, options);
    configured_solver made{solver_named(own, class_name).make(own)};
    own.finish();
    return made;
  }

 private:
  alpha_bar_table base_schedule() const {
    if (!trained_betas.empty()) return alpha_bar_table::from_betas(trained_betas);
    if (beta_schedule == "linear") return linear_beta(betas);
    if (beta_schedule == "scaled_linear") return scaled_linear_beta(betas);
    if (beta_schedule == "sigmoid") return sigmoid_beta(betas);
    if (beta_schedule == "squaredcos_cap_v2") return cosine(betas.timesteps);
    fail(error_kind::config,
         "scheduler: beta_schedule: expected linear, scaled_linear, sigmoid or squaredcos_cap_v2, got ", beta_schedule);
  }
};

namespace detail {

template <class T, class Parse>
T parsed(const json_object& file, const char* key, T otherwise, const char* expected, Parse&& parse) {
  const std::string name = file.text(key, std::string(to_string(otherwise)));
  try {
    return parse(name);
  } catch (const error&) {
    file.refuse(key, expected);
  }
}

}  // namespace detail

/// Throws (io), naming file and key, for a scheduler that is not served here, keys that it does not have, and values
/// that are out of range or contradict each other.
inline scheduler_config read_scheduler_config(const json_object& file) {
  scheduler_config c;
  c.class_name = file.text("_class_name", c.class_name);
  c.spacing = solver_named(file, c.class_name).spacing;
  c.betas.timesteps = file.whole("num_train_timesteps", c.betas.timesteps, 1, 1 << 20);
  c.betas.first = file.real("beta_start", c.betas.first);
  c.betas.last = file.real("beta_end", c.betas.last);
  c.beta_schedule = file.text("beta_schedule", c.beta_schedule);
  c.trained_betas = file.reals("trained_betas");
  c.rescale_betas_zero_snr = file.boolean("rescale_betas_zero_snr", c.rescale_betas_zero_snr);
  c.prediction =
      detail::parsed(file, "prediction_type", c.prediction, "epsilon, sample or v_prediction", parse_prediction_type);
  c.spacing =
      detail::parsed(file, "timestep_spacing", c.spacing, "leading, trailing or linspace", parse_timestep_spacing);
  c.steps_offset = file.whole("steps_offset", c.steps_offset, 0, 1 << 20);
  const auto count = static_cast<index_t>(c.trained_betas.size());
  if (count != 0 && count != c.betas.timesteps)
    file.refuse("trained_betas", join("null or ", c.betas.timesteps, " betas, as many as num_train_timesteps"));

  constexpr const char* common[] = {
      "_class_name",     "_diffusers_version", "num_train_timesteps", "beta_start",
      "beta_end",        "beta_schedule",      "trained_betas",       "rescale_betas_zero_snr",
      "prediction_type", "timestep_spacing",   "steps_offset"};
  c.options = file.all();
  for (const char* key : common) c.options.erase(key);
  try {
    c.noise_schedule();
  } catch (const error& e) {
    fail(error_kind::io, file.file(), ": ", e.what());
  }
  c.solver(file.file());
  return c;
}

/// The same as text, every key named, as the reference library writes it.
inline std::string scheduler_config_json(const scheduler_config& c) {
  nlohmann::json j = c.options;
  j["_class_name"] = c.class_name;
  j["_diffusers_version"] = diffusers_version;
  j["num_train_timesteps"] = c.betas.timesteps;
  j["beta_start"] = c.betas.first;
  j["beta_end"] = c.betas.last;
  j["beta_schedule"] = c.beta_schedule;
  j["trained_betas"] = nullptr;
  if (!c.trained_betas.empty()) j["trained_betas"] = c.trained_betas;
  j["rescale_betas_zero_snr"] = c.rescale_betas_zero_snr;
  j["prediction_type"] = to_string(c.prediction);
  j["timestep_spacing"] = to_string(c.spacing);
  j["steps_offset"] = c.steps_offset;
  return j.dump(2) + "\n";
}

}  // namespace sfumato
