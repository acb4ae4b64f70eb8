#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sfumato/diffusion/schedule/alpha_bar_table.hpp"
#include "sfumato/diffusion/solver/ddim.hpp"
#include "sfumato/diffusion/solver/ddpm.hpp"
#include "sfumato/diffusion/solver/dpm_solver.hpp"
#include "sfumato/diffusion/solver/euler.hpp"
#include "sfumato/diffusion/solver/euler_ancestral.hpp"
#include "sfumato/diffusion/solver/heun.hpp"
#include "sfumato/diffusion/solver/lcm.hpp"
#include "sfumato/diffusion/solver/pndm.hpp"
#include "sfumato/diffusion/solver/sigma_spacing.hpp"
#include "sfumato/diffusion/solver/unipc.hpp"

/// A solver under the name it has in the table, planned for a schedule of alpha_bar and a list of timesteps.
struct contender {
  std::string name;
  std::function<sfumato::solver_plan(const sfumato::alpha_bar_table&, const std::vector<double>&)> plan;
  /// The same as one before it under another name: the exact problem shows that, models need not draw twice.
  bool again = false;
};

/// All solvers for networks that predict the noise, in their variants.
inline std::vector<contender> contenders(const sfumato::x0_correction& correction) {
  using namespace sfumato;
  std::vector<contender> all;
  const auto add = [&](const std::string& name, const auto& solver_value, bool again = false) {
    const auto plan = [solver_value](const alpha_bar_table& schedule, const std::vector<double>& timesteps) {
      return solver_value.plan(schedule, timesteps, prediction_type::epsilon);
    };
    all.push_back({name, plan, again});
  };
  add("ddim", ddim{.correction = correction});
  add("euler", euler{.correction = correction}, true);
  add("heun", heun{.correction = correction});
  add("pndm", pndm{.correction = correction});
  add("pndm, multistep alone", pndm{.correction = correction, .runge_kutta = false});
  for (const int order : {1, 2, 3})
    add(join("dpm_solver ", order), dpm_solver{.order = order, .correction = correction}, order == 1);
  add("dpm_solver 2, heun", dpm_solver{.rule = dpm_solver::second_order::heun, .correction = correction});
  for (const int order : {2, 3})
    add(join("dpm_solver ", order, ", noise form"),
        dpm_solver{.order = order, .form = estimate_form::noise, .correction = correction});
  for (const auto b : {unipc::b_function::bh1, unipc::b_function::bh2})
    for (const int order : {1, 2, 3})
      add(join("unipc ", order, b == unipc::b_function::bh1 ? ", bh1" : ", bh2"),
          unipc{.order = order, .b = b, .correction = correction});
  add("ddpm", ddpm{.correction = correction});
  add("ddim, eta 1", ddim{.eta = 1, .correction = correction}, true);
  add("euler_ancestral", euler_ancestral{.correction = correction}, true);
  for (const int order : {1, 2})
    add(join("dpm_solver ", order, ", sde"), dpm_solver{.order = order, .sde = true, .correction = correction},
        order == 1);
  add("lcm", lcm{.correction = correction});
  return all;
}

inline bool draws_noise(const sfumato::solver_plan& plan) {
  return std::any_of(plan.stages.begin(), plan.stages.end(), [](const sfumato::solver_stage& stage) {
    return stage.noise.kind != sfumato::step_noise::source::none;
  });
}

/// A list of so many timesteps by the name of its spacing, in time or in sigma. "lu" is another name of exponential.
inline std::vector<double> timesteps_of(const std::string& spacing, sfumato::index_t count,
                                        const sfumato::alpha_bar_table& schedule) {
  using namespace sfumato;
  if (spacing == "karras" || spacing == "exponential")
    return sigma_steps{count, parse_sigma_spacing(spacing)}.of(schedule);
  return steps(count, parse_timestep_spacing(spacing)).of(schedule.train_timesteps());
}

/// The plan of most steps that asks the network at most `budget` times; one without stages where the solver refuses
/// all of them.
inline sfumato::solver_plan within_budget(const contender& solver, const sfumato::alpha_bar_table& schedule,
                                          const std::string& spacing, sfumato::index_t budget) {
  for (sfumato::index_t count = budget; count >= 1; --count) {
    try {
      sfumato::solver_plan plan = solver.plan(schedule, timesteps_of(spacing, count, schedule));
      if (plan.evaluations() <= budget) return plan;
    } catch (const sfumato::error&) {
      return {};
    }
  }
  return {};
}
