#pragma once

#include <string>

#include "sfumato/io/scheduler/keys.hpp"

/// Readers of the multistep solvers in lambda = log(alpha / sigma).
namespace sfumato::inline SFUMATO_ISA::scheduler_readers {

namespace detail {

/// What DPM-Solver and UniPC have in common.
inline void read_multistep(const json_object& file, path_choice& choice) {
  choice.drop_last = true;
  choice.least_alpha_bar = scheduler_keys::least_alpha_bar;
  scheduler_keys::sigmas(file, choice);
  choice.end = scheduler_keys::final_sigma(file);
  file.only("clip_sample", false);
}
inline int read_order(const json_object& file) { return static_cast<int>(file.whole("solver_order", 2, 1, 3)); }

/// lambda_min_clipped: no point has a lambda below it. JSON has no infinity, so that none is "-inf" or null.
inline void read_least_lambda(const json_object& file, scheduler& made) {
  const nlohmann::json* found = file.find_value("lambda_min_clipped");
  if (!found || *found == "-inf") return;
  const double least = file.real("lambda_min_clipped", 0);
  const index_t count = made.schedule.train_timesteps();
  index_t top = count;
  while (top > 1 && point_at(made.schedule, static_cast<double>(top - 1)).lambda() < least) --top;
  if (top < count) made.choice.begin_below = top;
}

}  // namespace detail

inline void read_dpm_solver(const json_object& file, const scheduler_options& options, scheduler& made) {
  detail::read_multistep(file, made.choice);
  detail::read_least_lambda(file, made);
  const std::size_t algorithm =
      file.one_of("algorithm_type", {"dpmsolver++", "dpmsolver", "sde-dpmsolver++", "sde-dpmsolver"}, "dpmsolver++");
  const bool heun_rule = file.one_of("solver_type", {"midpoint", "heun"}, "midpoint") == 1;
  dpm_solver solver;
  solver.order = detail::read_order(file);
  solver.form = algorithm % 2 == 1 ? estimate_form::noise : estimate_form::data;
  solver.sde = algorithm >= 2;
  if (solver.sde && solver.order > 2) file.refuse("solver_order", "1 or 2, since the algorithm_type is stochastic");
  if (solver.sde && solver.form == estimate_form::noise && made.choice.end == path_end::clean)
    file.refuse("final_sigmas_type", "sigma_min, since the algorithm_type is sde-dpmsolver");
  solver.rule = heun_rule ? dpm_solver::second_order::heun : dpm_solver::second_order::midpoint;
  solver.lower_order_final = file.boolean("lower_order_final", true);
  solver.euler_at_final = file.boolean("euler_at_final", false);
  solver.half_curvature = options.as_diffusers;
  solver.correction = scheduler_keys::threshold(file, no_correction());
  file.ignore({"variance_type"});  // the network's second half of channels is left alone
  made.solver = solver;
}

inline void read_unipc(const json_object& file, const scheduler_options&, scheduler& made) {
  constexpr index_t most_steps = 1 << 20;
  detail::read_multistep(file, made.choice);
  file.only("solver_p", nullptr);
  unipc solver;
  solver.order = detail::read_order(file);
  solver.b = file.one_of("solver_type", {"bh1", "bh2"}, "bh2") == 0 ? unipc::b_function::bh1 : unipc::b_function::bh2;
  solver.lower_order_final = file.boolean("lower_order_final", true);
  solver.uncorrected = file.wholes("disable_corrector", {}, 0, most_steps);
  solver.correction = scheduler_keys::threshold(file, no_correction());
  if (!file.boolean("predict_x0", true)) {
    solver.form = estimate_form::noise;
    solver.correction = no_correction();  // which the reference has for the data form alone
  }
  made.solver = solver;
}

}  // namespace sfumato::scheduler_readers
