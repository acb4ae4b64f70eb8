#pragma once

#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/diffusion/schedule/zero_terminal_snr.hpp"
#include "sfumato/io/diffusers_version.hpp"
#include "sfumato/io/json_object.hpp"
#include "sfumato/io/scheduler/table.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// How a model was trained and is to be sampled from: a scheduler_config.json of the reference library (diffusers
/// 0.30). The default is that of DDPM: betas linear from 1e-4 to 0.02 over 1000 timesteps, epsilon predicted, x0
/// clipped.
///
///     sample(ctx, denoiser, config.plan(50), noise);
struct scheduler_config {
  std::string class_name = "DDPMScheduler";  ///< one of scheduler_table
  beta_range betas = {};
  std::string beta_schedule = "linear";    ///< linear, scaled_linear, sigmoid or squaredcos_cap_v2
  std::vector<double> trained_betas = {};  ///< the betas themselves, instead of a schedule
  bool rescale_betas_zero_snr = false;
  prediction_type prediction = prediction_type::epsilon;
  timestep_spacing spacing = timestep_spacing::leading;
  index_t steps_offset = 0;
  nlohmann::json options = nlohmann::json::object();  ///< what the solver alone knows, such as {"solver_order": 3}

  alpha_bar_table noise_schedule() const {
    return rescale_betas_zero_snr ? zero_terminal_snr<alpha_bar_table>(base_schedule()) : base_schedule();
  }

  /// Schedule, solver and choice of points. file: for messages. Throws (io), naming file and key, where an option is
  /// unknown or cannot be served.
  scheduler make(const scheduler_options& how = {}, const std::string& file = "scheduler") const {
    const json_object own(file, options);
    scheduler made{noise_schedule(), prediction, {}, {.spacing = spacing, .offset = steps_offset}};
    scheduler_named(class_name, file).read(own, how, made);
    own.finish();
    return made;
  }
  /// The plan of a run of that many steps.
  solver_plan plan(index_t count) const { return make().plan(count); }

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

/// Throws (io), naming file and key, for a scheduler that is not served here, keys that it does not have, and values
/// that are out of range or contradict each other.
inline scheduler_config read_scheduler_config(const json_object& file) {
  constexpr index_t most_timesteps = 1 << 20;
  const std::string& name = file.file();
  scheduler_config c;
  c.class_name = file.text("_class_name", c.class_name);
  c.betas.timesteps = file.whole("num_train_timesteps", c.betas.timesteps, 1, most_timesteps);
  c.betas.first = file.real("beta_start", c.betas.first);
  c.betas.last = file.real("beta_end", c.betas.last);
  file.one_of("beta_schedule", {"linear", "scaled_linear", "sigmoid", "squaredcos_cap_v2"}, c.beta_schedule);
  c.beta_schedule = file.text("beta_schedule", c.beta_schedule);
  c.trained_betas = file.reals("trained_betas");
  c.rescale_betas_zero_snr = file.boolean("rescale_betas_zero_snr", c.rescale_betas_zero_snr);
  c.prediction = static_cast<prediction_type>(
      file.one_of("prediction_type", {"epsilon", "sample", "v_prediction"}, std::string(to_string(c.prediction))));
  c.spacing =
      static_cast<timestep_spacing>(file.one_of("timestep_spacing", {"leading", "trailing", "linspace"},
                                                std::string(to_string(scheduler_named(c.class_name, name).spacing))));
  c.steps_offset = file.whole("steps_offset", c.steps_offset, 0, c.betas.timesteps - 1);
  const auto count = static_cast<index_t>(c.trained_betas.size());
  if (count != 0 && count != c.betas.timesteps)
    file.refuse("trained_betas", join("null or ", c.betas.timesteps, " betas, as many as num_train_timesteps"));

  c.options = file.all();
  for (const char* key : {"num_train_timesteps", "beta_start", "beta_end", "beta_schedule", "trained_betas",
                          "rescale_betas_zero_snr", "prediction_type", "timestep_spacing", "steps_offset"})
    c.options.erase(key);
  for (auto item = c.options.begin(); item != c.options.end();)
    item = item.key().starts_with('_') ? c.options.erase(item) : std::next(item);
  try {
    c.noise_schedule();
  } catch (const error& e) {
    const bool range = c.trained_betas.empty() && c.beta_schedule != "squaredcos_cap_v2";
    fail(error_kind::io, name, ": ", range ? "beta_start, beta_end, " : "",
         c.trained_betas.empty() ? "num_train_timesteps" : "trained_betas", ": ", e.what());
  }
  c.make({}, name);
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
