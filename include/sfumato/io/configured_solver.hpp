#pragma once

#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sfumato/diffusion/schedule/alpha_bar_table.hpp"
#include "sfumato/diffusion/schedule/timesteps.hpp"
#include "sfumato/diffusion/solver/ddim.hpp"
#include "sfumato/diffusion/solver/ddpm.hpp"
#include "sfumato/io/json_object.hpp"

namespace sfumato {

/// A solver that a configuration chose at run time.
struct configured_solver {
  std::function<solver_plan(const alpha_bar_table&, const std::vector<double>&, prediction_type)> make_plan;

  solver_plan plan(const alpha_bar_table& schedule, const std::vector<double>& timesteps,
                   prediction_type prediction) const {
    return make_plan(schedule, timesteps, prediction);
  }
};

namespace detail {

template <class Solver>
configured_solver configured(const Solver& solver) {
  return {[solver](const alpha_bar_table& schedule, const std::vector<double>& timesteps, prediction_type prediction) {
    return solver.plan(schedule, timesteps, prediction);
  }};
}

/// clip_sample and thresholding; the latter replaces the former.
inline x0_correction correction_of(const json_object& file) {
  const bool clips = file.boolean("clip_sample", true), thresholds = file.boolean("thresholding", false);
  const double range = file.real("clip_sample_range", 1), ratio = file.real("dynamic_thresholding_ratio", 0.995),
               maximum = file.real("sample_max_value", 1);
  if (!(range > 0)) file.refuse("clip_sample_range", "a number above 0");
  if (!(ratio > 0 && ratio <= 1)) file.refuse("dynamic_thresholding_ratio", "a number above 0 and at most 1");
  if (!(maximum >= 1)) file.refuse("sample_max_value", "a number of at least 1");
  return thresholds ? threshold_x0(ratio, maximum) : clips ? clip_x0(range) : no_correction();
}

inline configured_solver make_ddpm(const json_object& file) {
  ddpm solver;
  solver.correction = correction_of(file);
  try {
    solver.variance = parse_ddpm_variance(file.text("variance_type", "fixed_small"));
  } catch (const error&) {
    file.refuse("variance_type", "fixed_small, fixed_large, their _log forms, learned or learned_range");
  }
  return configured(solver);
}

/// The reference keeps what the network said of epsilon where x0 was clipped.
inline configured_solver make_ddim(const json_object& file) {
  ddim solver;
  solver.correction = correction_of(file);
  solver.rederive_epsilon = false;
  solver.set_alpha_to_one = file.boolean("set_alpha_to_one", true);
  return configured(solver);
}

}  // namespace detail

/// A scheduler of the reference library that is served here.
struct solver_entry {
  std::string_view class_name;
  std::string_view pipeline;  ///< what a folder with it is called in model_index.json
  timestep_spacing spacing;   ///< where its configuration names none
  /// Reads the solver's own keys; finish() refuses what it does not ask for.
  configured_solver (*make)(const json_object& file);
};

/// Every scheduler that a scheduler_config.json may name. Another one is a line here, and a function above that reads
/// its keys.
inline constexpr std::array configured_solvers{
    solver_entry{"DDPMScheduler", "DDPMPipeline", timestep_spacing::leading, detail::make_ddpm},
    solver_entry{"DDIMScheduler", "DDIMPipeline", timestep_spacing::leading, detail::make_ddim},
};

/// Throws (io), naming the file, for one that is not there.
inline const solver_entry& solver_named(const json_object& file, std::string_view class_name) {
  std::string known;
  for (const solver_entry& entry : configured_solvers) {
    if (entry.class_name == class_name) return entry;
    known += (known.empty() ? "" : ", ") + std::string(entry.class_name);
  }
  fail(error_kind::io, file.file(), ": _class_name: expected one of ", known, ", found '",
       std::string(class_name.substr(0, 120)), "'");
}

}  // namespace sfumato
