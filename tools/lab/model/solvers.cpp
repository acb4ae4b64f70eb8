#include "lab/model/solvers.hpp"

#include "sfumato/diffusion/image_to_image.hpp"
#include "sfumato/diffusion/solver/ddim.hpp"
#include "sfumato/diffusion/solver/ddpm.hpp"
#include "sfumato/diffusion/solver/dpm_solver.hpp"
#include "sfumato/diffusion/solver/euler.hpp"
#include "sfumato/diffusion/solver/euler_ancestral.hpp"
#include "sfumato/diffusion/solver/heun.hpp"
#include "sfumato/diffusion/solver/pndm.hpp"
#include "sfumato/diffusion/solver/sigma_spacing.hpp"
#include "sfumato/diffusion/solver/unipc.hpp"

namespace sfumato::lab {

solver_plan plan_for(const model_card& card, const sampling_settings& settings) {
  const alpha_bar_table schedule = card.noise_schedule();
  std::vector<double> timesteps =
      settings.sigmas.empty()
          ? steps(settings.steps, parse_timestep_spacing(settings.spacing)).of(schedule.train_timesteps())
          : sigma_steps{settings.steps, parse_sigma_spacing(settings.sigmas)}.of(schedule);
  // Planned from there on, so that solvers that keep what earlier steps gave can begin there.
  const index_t taken = steps_at_strength(static_cast<index_t>(timesteps.size()), settings.strength);
  timesteps.erase(timesteps.begin(), timesteps.end() - taken);
  const auto plan = [&](const auto& solver_value) { return solver_value.plan(schedule, timesteps, card.prediction); };
  const std::string& name = settings.solver;
  if (name == "ddpm") return plan(ddpm{});
  if (name == "ddim") return plan(ddim{.eta = settings.eta});
  // Pictures lie in [-1,1]; so do estimates of them.
  if (name == "pndm") return plan(pndm{.correction = clip_x0()});
  if (name == "euler") return plan(euler{.correction = clip_x0()});
  if (name == "euler_ancestral") return plan(euler_ancestral{.correction = clip_x0()});
  if (name == "heun") return plan(heun{.correction = clip_x0()});
  if (name == "dpm_solver") return plan(dpm_solver{.correction = clip_x0()});
  if (name == "dpm_solver_sde") return plan(dpm_solver{.sde = true, .correction = clip_x0()});
  if (name == "unipc") return plan(unipc{.correction = clip_x0()});
  fail(error_kind::config, "--solver: expected a solver's name, got ", name);
}

}  // namespace sfumato::lab
