#pragma once

#include <string>

#include "lab/modules/module.hpp"
#include "lab/modules/nearest.hpp"
#include "lab/report/section.hpp"
#include "lab/student/sampling.hpp"

namespace sfumato::lab {

/// What the sections of Module 3's page share: the network, the training digits, the twelve samples.
struct reverse_material {
  workplace& at;
  report::page& page;
  toy& network;
  const nearest_digits& training;
  student_sampler& sampler;
  const generated& twelve;
  const std::vector<used_function>& makers;  ///< of the twelve
  const std::function<void()>& each_step;
  index_t followed = 0;  ///< the one whose way is shown

  index_t height() const { return network.card().image[0]; }
  image sample(index_t n) const { return part(twelve.pictures, n, height()); }
  /// "a 3": the name of a label.
  std::string kind(int label) const {
    return std::to_string(training.digits().classes()[static_cast<std::size_t>(label)]);
  }
};

/// One trajectory: ten snapshots, what the network believes, and a film of both.
/// part: knows whose network it is.
void trajectory_section(const reverse_material& with, report::section part);
/// From which timestep on one can say which digit it will be: Q16.
void recognised_section(const reverse_material& with);
/// Twelve samples beside their nearest training pictures.
void samples_section(const reverse_material& with);
/// 50, 100 and 200 steps, three batches each.
constexpr index_t steps_batch = 32;
void steps_section(const reverse_material& with);
/// Sigma, and what becomes of the samples without fresh noise.
void fresh_noise_section(const reverse_material& with);
/// What a network trained on a leaky schedule makes of pure noise.
void leak_section(const reverse_material& with, const page_settings& settings);

}  // namespace sfumato::lab
