#pragma once

#include "sfumato/io/scheduler/keys.hpp"

/// Readers of the solvers that step between timesteps of the training alone. Like all readers of solvers they get a
/// scheduler whose schedule, prediction and spacing are read, and fill in the rest.
namespace sfumato::inline SFUMATO_ISA::scheduler_readers {

inline void read_ddpm(const json_object& file, const scheduler_options& options, scheduler& made) {
  using enum ddpm_variance;
  made.solver =
      ddpm{.variance = static_cast<ddpm_variance>(file.one_of(
               "variance_type",
               {"fixed_small", "fixed_small_log", "fixed_large", "fixed_large_log", "learned", "learned_range"},
               "fixed_small")),
           .correction = scheduler_keys::threshold(file, scheduler_keys::clip(file, true)),
           .previous = scheduler_keys::previous(options)};
}

/// The reference keeps what the network said of epsilon where x0 was clipped, unless each step is told otherwise.
inline void read_ddim(const json_object& file, const scheduler_options& options, scheduler& made) {
  made.solver = ddim{.eta = options.eta,
                     .correction = scheduler_keys::threshold(file, scheduler_keys::clip(file, true)),
                     .rederive_epsilon = options.rederive_epsilon,
                     .set_alpha_to_one = file.boolean("set_alpha_to_one", true),
                     .previous = scheduler_keys::previous(options)};
}

inline void read_pndm(const json_object& file, const scheduler_options& options, scheduler& made) {
  file.only("clip_sample", false);
  made.choice.least_alpha_bar = scheduler_keys::least_alpha_bar;
  made.solver = pndm{.runge_kutta = !file.boolean("skip_prk_steps", false),
                     .end = file.boolean("set_alpha_to_one", false) ? path_end::clean : path_end::first_timestep,
                     .previous = scheduler_keys::previous(options),
                     .combine_outputs = options.as_diffusers};
}

}  // namespace sfumato::scheduler_readers
