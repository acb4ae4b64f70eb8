#include "lab/model/solvers.hpp"

#include <optional>

#include "sfumato/diffusion/image_to_image.hpp"
#include "sfumato/diffusion/schedule/sigma_schedule.hpp"
#include "sfumato/diffusion/schedule/straight_path.hpp"
#include "sfumato/diffusion/solver/ddim.hpp"
#include "sfumato/diffusion/solver/ddpm.hpp"
#include "sfumato/diffusion/solver/dpm_solver.hpp"
#include "sfumato/diffusion/solver/euler.hpp"
#include "sfumato/diffusion/solver/euler_ancestral.hpp"
#include "sfumato/diffusion/solver/flow_euler.hpp"
#include "sfumato/diffusion/solver/heun.hpp"
#include "sfumato/diffusion/solver/lcm.hpp"
#include "sfumato/diffusion/solver/pndm.hpp"
#include "sfumato/diffusion/solver/sigma_spacing.hpp"
#include "sfumato/diffusion/solver/unipc.hpp"

namespace sfumato::lab {

namespace {

// Pictures lie in [-1,1]; so do estimates of them.
constexpr x0_correction within = clip_x0();

/// plan(solver) for the solver of that name, if it is one that plans through the points of any path.
template <class Plan>
std::optional<solver_plan> through_points(const std::string& name, const Plan& plan) {
  if (name == "euler") return plan(euler{.correction = within});
  if (name == "euler_ancestral") return plan(euler_ancestral{.correction = within});
  if (name == "heun") return plan(heun{.correction = within});
  if (name == "dpm_solver") return plan(dpm_solver{.correction = within});
  if (name == "dpm_solver_sde") return plan(dpm_solver{.sde = true, .correction = within});
  if (name == "unipc") return plan(unipc{.correction = within});
  return {};
}

[[noreturn]] void refuse(const char* option, const char* expected, const model_card& card, const std::string& got) {
  fail(error_kind::config, option, ": expected ", expected, " for a model of ", card.objective, ", got ", got);
}

/// Planned from there on, so that solvers that keep what earlier steps gave can begin there.
std::vector<double> from_strength(std::vector<double> points, const sampling_settings& settings) {
  points.erase(points.begin(),
               points.end() - steps_at_strength(static_cast<index_t>(points.size()), settings.strength));
  return points;
}

solver_plan plan_of_ddpm(const model_card& card, const sampling_settings& settings, const std::string& name) {
  const alpha_bar_table schedule = card.noise_schedule();
  const std::string spacing = settings.spacing.empty() ? "trailing" : settings.spacing;
  const std::vector<double> timesteps = from_strength(
      settings.sigmas.empty() ? steps(settings.steps, parse_timestep_spacing(spacing)).of(schedule.train_timesteps())
                              : sigma_steps{settings.steps, parse_sigma_spacing(settings.sigmas)}.of(schedule),
      settings);
  const auto plan = [&](const auto& solver_value) { return solver_value.plan(schedule, timesteps, card.prediction); };
  if (name == "ddpm") return plan(ddpm{});
  if (name == "ddim") return plan(ddim{.eta = settings.eta});
  if (name == "pndm") return plan(pndm{.correction = within});
  if (name == "lcm") return plan(lcm{.correction = within});
  if (const auto found = through_points(name, plan)) return *found;
  refuse("--solver", "any but flow_euler", card, name);
}

solver_plan plan_of_edm(const model_card& card, const sampling_settings& settings, const std::string& name) {
  if (!settings.spacing.empty()) refuse("--spacing", "--sigmas instead", card, settings.spacing);
  const sigma_schedule schedule;
  const auto spacing = settings.sigmas.empty() ? sigma_spacing::karras : parse_sigma_spacing(settings.sigmas);
  const auto plan = [&](const auto& solver_value) {
    return solver_value.plan(schedule, from_strength(schedule.steps(settings.steps, spacing), settings),
                             card.prediction);
  };
  if (const auto found = through_points(name, plan)) return *found;
  refuse("--solver", "euler, euler_ancestral, heun, dpm_solver, dpm_solver_sde or unipc", card, name);
}

solver_plan plan_of_flow(const model_card& card, const sampling_settings& settings, const std::string& name) {
  if (!settings.spacing.empty()) refuse("--spacing", "none", card, settings.spacing);
  if (!settings.sigmas.empty()) refuse("--sigmas", "none", card, settings.sigmas);
  const straight_path path(card.flow_scale);
  const std::vector<double> times = from_strength(flow_times(settings.steps), settings);
  if (name == "flow_euler") return flow_euler{.correction = within}.plan(path, times, card.prediction);
  if (name == "dpm_solver") return dpm_solver{.correction = within}.plan(path, times, card.prediction);
  refuse("--solver", "flow_euler or dpm_solver", card, name);
}

}  // namespace

std::string usual_solver(const model_card& card) {
  return card.objective == "edm" ? "heun" : card.objective == "flow" ? "flow_euler" : "ddpm";
}

solver_plan plan_for(const model_card& card, const sampling_settings& settings) {
  const std::string name = settings.solver.empty() ? usual_solver(card) : settings.solver;
  if (card.objective == "edm") return plan_of_edm(card, settings, name);
  if (card.objective == "flow") return plan_of_flow(card, settings, name);
  return plan_of_ddpm(card, settings, name);
}

}  // namespace sfumato::lab
