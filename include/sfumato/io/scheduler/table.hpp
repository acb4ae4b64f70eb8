#pragma once

#include <array>
#include <string>
#include <string_view>

#include "sfumato/io/printable.hpp"
#include "sfumato/io/scheduler/discrete.hpp"
#include "sfumato/io/scheduler/in_lambda.hpp"
#include "sfumato/io/scheduler/in_sigma.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// A scheduler of the reference library that is served here.
struct scheduler_entry {
  std::string_view class_name;
  std::string_view pipeline;  ///< what a folder with it is called in model_index.json
  timestep_spacing spacing;   ///< where its configuration names none
  /// Reads the solver's own keys into a scheduler whose schedule, prediction and spacing are read; json_object::finish
  /// refuses what it does not ask for.
  void (*read)(const json_object& file, const scheduler_options& options, scheduler& made);
};

/// Every scheduler that a scheduler_config.json may name. Those without a pipeline of their own get the one that keeps
/// the scheduler it is given.
inline constexpr std::array scheduler_table{
    scheduler_entry{"DDPMScheduler", "DDPMPipeline", timestep_spacing::leading, scheduler_readers::read_ddpm},
    scheduler_entry{"DDIMScheduler", "DDIMPipeline", timestep_spacing::leading, scheduler_readers::read_ddim},
    scheduler_entry{"PNDMScheduler", "PNDMPipeline", timestep_spacing::leading, scheduler_readers::read_pndm},
    scheduler_entry{"EulerDiscreteScheduler", "DDPMPipeline", timestep_spacing::linspace,
                    scheduler_readers::read_euler},
    scheduler_entry{"EulerAncestralDiscreteScheduler", "DDPMPipeline", timestep_spacing::linspace,
                    scheduler_readers::read_euler_ancestral},
    scheduler_entry{"HeunDiscreteScheduler", "DDPMPipeline", timestep_spacing::linspace, scheduler_readers::read_heun},
    scheduler_entry{"DPMSolverMultistepScheduler", "DDPMPipeline", timestep_spacing::linspace,
                    scheduler_readers::read_dpm_solver},
    scheduler_entry{"UniPCMultistepScheduler", "DDPMPipeline", timestep_spacing::linspace,
                    scheduler_readers::read_unipc},
};

/// The entry of that name. Throws (io), naming the file, where there is none.
inline const scheduler_entry& scheduler_named(std::string_view class_name, const std::string& file) {
  std::string known;
  for (const scheduler_entry& entry : scheduler_table) {
    if (entry.class_name == class_name) return entry;
    known += (known.empty() ? "" : ", ") + std::string(entry.class_name);
  }
  fail(error_kind::io, file, ": _class_name: expected one of ", known, ", found '",
       detail::printable(std::string(class_name)), "'");
}

}  // namespace sfumato
