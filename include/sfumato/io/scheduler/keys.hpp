#pragma once

#include <string>
#include <utility>

#include "sfumato/io/json_object.hpp"
#include "sfumato/io/scheduler.hpp"
#include "sfumato/io/scheduler/options.hpp"

/// Keys of a scheduler_config.json that several solvers have. Each function asks the file for its own keys and throws
/// (io), naming file and key, where a value cannot be served.
namespace sfumato::inline SFUMATO_ISA::scheduler_keys {

/// What alpha_bar of the last timestep is at zero terminal SNR, for solvers that divide by alpha: 2^-24.
inline constexpr double least_alpha_bar = 0x1p-24;

/// clip_sample.
inline x0_correction clip(const json_object& file, bool otherwise) {
  const double range = file.real("clip_sample_range", 1);
  if (!above(range, 0.0)) file.refuse("clip_sample_range", "a number above 0");
  return file.boolean("clip_sample", otherwise) ? clip_x0(range) : no_correction();
}

/// thresholding, which replaces any other correction.
inline x0_correction threshold(const json_object& file, const x0_correction& otherwise) {
  const double ratio = file.real("dynamic_thresholding_ratio", 0.995), maximum = file.real("sample_max_value", 1);
  if (!above(ratio, 0.0) || !in_range(ratio, 0.0, 1.0))
    file.refuse("dynamic_thresholding_ratio", "a number above 0 and at most 1");
  if (!at_least(maximum, 1.0)) file.refuse("sample_max_value", "a number of at least 1");
  return file.boolean("thresholding", false) ? threshold_x0(ratio, maximum) : otherwise;
}

inline previous_timestep previous(const scheduler_options& options) {
  return options.as_diffusers ? previous_timestep::guessed : previous_timestep::next_entry;
}

/// final_sigmas_type: what the last step leads to.
inline path_end final_sigma(const json_object& file) {
  return file.one_of("final_sigmas_type", {"zero", "sigma_min"}, "zero") == 0 ? path_end::clean
                                                                              : path_end::first_timestep;
}

/// Whether the points are spaced in sigma, and how: in one way at most.
inline void sigmas(const json_object& file, path_choice& choice) {
  for (const char* other : {"use_beta_sigmas", "use_flow_sigmas"}) file.only(other, false);
  const char* chosen = nullptr;
  for (const auto& [key, spacing] : {std::pair("use_karras_sigmas", sigma_spacing::karras),
                                     {"use_exponential_sigmas", sigma_spacing::exponential},
                                     {"use_lu_lambdas", sigma_spacing::exponential}}) {
    if (!file.boolean(key, false)) continue;
    if (chosen) file.refuse(key, std::string("false beside ") + chosen);
    chosen = key;
    choice.sigmas = spacing;
  }
}

/// A sigma above 0; 0 where the file has none.
inline double sigma(const json_object& file, const std::string& key) {
  if (!file.find_value(key)) return 0;
  const double found = file.real(key, 0);
  if (!above(found, 0.0)) file.refuse(key, "a number above 0, or null");
  return found;
}

}  // namespace sfumato::scheduler_keys
