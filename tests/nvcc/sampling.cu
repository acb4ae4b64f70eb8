#include <vector>

#include "archetype.cuh"
#include "sfumato/diffusion/edm_denoiser.hpp"
#include "sfumato/diffusion/sample.hpp"
#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/diffusion/solver/ddim.hpp"
#include "sfumato/diffusion/solver/ddpm.hpp"
#include "sfumato/diffusion/solver/dpm_solver.hpp"
#include "sfumato/diffusion/solver/euler.hpp"
#include "sfumato/diffusion/solver/euler_ancestral.hpp"
#include "sfumato/diffusion/solver/heun.hpp"
#include "sfumato/diffusion/solver/lcm.hpp"
#include "sfumato/diffusion/solver/pndm.hpp"
#include "sfumato/diffusion/solver/unipc.hpp"

using backend = archetype<sfumato::bf16, float>;

constexpr auto zero = [](backend::context&, sfumato::view<const float>, double, sfumato::view<float>) {};

template <class Solver>
std::vector<float> draw(backend::context& ctx, const Solver& solver) {
  const auto schedule = sfumato::linear_beta();
  sfumato::function_denoiser network(sfumato::prediction_type::epsilon, 1, zero);
  const auto plan = solver.plan(schedule, sfumato::steps(50).of(schedule.train_timesteps()), network.prediction());
  return sfumato::sample<backend>(ctx, network, plan, {.extent = {1, 16, 16, 1}}).images;
}

std::vector<float> draw_with_ddim(backend::context& ctx) { return draw(ctx, sfumato::ddim{}); }
std::vector<float> draw_with_ddpm(backend::context& ctx) { return draw(ctx, sfumato::ddpm{}); }

std::vector<float> draw_with_others(backend::context& ctx) {
  draw(ctx, sfumato::euler{.added = {.amount = 5}});
  draw(ctx, sfumato::euler_ancestral{});
  draw(ctx, sfumato::heun{});
  draw(ctx, sfumato::dpm_solver{.order = 3});
  draw(ctx, sfumato::pndm{});
  draw(ctx, sfumato::lcm{});
  return draw(ctx, sfumato::unipc{.order = 3});
}

std::vector<float> draw_in_sigma(backend::context& ctx) {
  using function = sfumato::function_denoiser<decltype(zero)>;
  const sfumato::sigma_schedule schedule;
  sfumato::edm_denoiser<backend, function> network(function(sfumato::prediction_type::epsilon, 1, zero));
  const auto plan = sfumato::heun{}.plan(schedule, schedule.steps(18), network.prediction());
  return sfumato::sample<backend>(ctx, network, plan, {.extent = {1, 16, 16, 1}}).images;
}
