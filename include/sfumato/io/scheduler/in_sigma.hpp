#pragma once

#include "sfumato/io/scheduler/keys.hpp"

/// Readers of the solvers in sigma (Karras et al. 2022), whose timesteps may be fractions.
namespace sfumato::inline SFUMATO_ISA::scheduler_readers {

namespace detail {

/// What Euler and Heun have in common.
inline void read_continuous(const json_object& file, path_choice& choice) {
  choice.rounded = false;
  choice.least_alpha_bar = scheduler_keys::least_alpha_bar;
  choice.within_list = true;
  scheduler_keys::sigmas(file, choice);
}

}  // namespace detail

inline void read_euler(const json_object& file, const scheduler_options& options, scheduler& made) {
  path_choice& choice = made.choice;
  detail::read_continuous(file, choice);
  file.only("clip_sample", false);
  file.only("timestep_type", "discrete");
  choice.log_linear = file.one_of("interpolation_type", {"linear", "log_linear"}, "linear") == 1;
  choice.smallest = scheduler_keys::sigma(file, "sigma_min");
  choice.largest = scheduler_keys::sigma(file, "sigma_max");
  if (choice.largest > 0 && choice.smallest > choice.largest) file.refuse("sigma_min", "a number of at most sigma_max");
  choice.end = scheduler_keys::final_sigma(file);
  euler solver{.added = options.added};
  solver.added.ask_first = options.as_diffusers;
  made.solver = solver;
}

inline void read_euler_ancestral(const json_object& file, const scheduler_options&, scheduler& made) {
  made.choice.rounded = false;
  made.choice.least_alpha_bar = scheduler_keys::least_alpha_bar;
  file.only("clip_sample", false);
  made.solver = euler_ancestral{};
}

inline void read_heun(const json_object& file, const scheduler_options& options, scheduler& made) {
  detail::read_continuous(file, made.choice);
  made.solver = heun{.added = options.added, .correction = scheduler_keys::clip(file, false)};
}

}  // namespace sfumato::scheduler_readers
