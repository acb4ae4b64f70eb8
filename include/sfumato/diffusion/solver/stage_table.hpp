#pragma once

#include <cstdint>
#include <vector>

#include "sfumato/diffusion/solver/plan.hpp"
#include "sfumato/math/solver_stage.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Names the random numbers of a draw within a step = 1, 2, ...: draws 0, 1, ... of one step never share any, and
/// another plan of as many steps finds the same. 0 is the noise that a run begins with.
constexpr whole random_step(index_t step, index_t draw) {
  require(step >= 0 && step < (index_t{1} << 24) && draw >= 0 && draw < 128, error_kind::value,
          "solver plan: expected a step below 2^24 and at most 128 draws in a step, got step ", step, " and draw ",
          draw);
  return static_cast<whole>(step + (draw << 24));
}

/// A plan as kernels read it: one record a stage.
template <class T>
std::vector<stage_numbers<T>> stage_table(const solver_plan& plan) {
  const auto real = [](double x) { return static_cast<T>(x); };
  std::vector<stage_numbers<T>> table;
  index_t step = plan.first_step + 1, draw = 0;
  for (const solver_stage& stage : plan.stages) {
    stage_numbers<T> to{};
    to.time = real(stage.timestep);
    to.input_scale = real(stage.input_scale);
    to.x0_x = real(stage.map.x0_x), to.x0_m = real(stage.map.x0_m);
    to.e_x = real(stage.map.e_x), to.e_m = real(stage.map.e_m);
    to.range = real(stage.correction.range), to.maximum = real(stage.correction.maximum);
    to.r_x = real(stage.r_x), to.r_x0 = real(stage.r_x0);
    to.log_min = real(stage.noise.log_min), to.log_max = real(stage.noise.log_max);
    const auto put = [&](const combination& terms, T* weights) {
      weights[x_register] = real(terms.x);
      weights[anchor_register] = real(terms.anchor);
      weights[x0_register] = real(terms.x0);
      weights[epsilon_register] = real(terms.epsilon);
      for (int slot = 0; slot < max_kept; ++slot)
        weights[kept_registers + slot] = real(terms.kept[static_cast<std::size_t>(slot)]);
    };
    put(stage.next, to.next);
    put(stage.anchor, to.anchor);
    to.next[noise_register] = stage.noise.kind == step_noise::source::scalar ? real(stage.noise.deviation) : T(1);
    to.step = static_cast<whole>(step);
    to.random_step = random_step(step, draw);
    if (stage.noise.kind != step_noise::source::none) ++draw;
    to.level[0] = real(stage.level.alpha), to.level[1] = real(stage.level.sigma);
    to.projection_step = random_step(step, draw);
    if (stage.project) ++draw;
    if (stage.completes_step) {
      ++step;
      draw = 0;
    }
    table.push_back(to);
  }
  return table;
}

}  // namespace sfumato
