#pragma once

#include <concepts>
#include <functional>
#include <type_traits>
#include <vector>

#include "sfumato/diffusion/sampling_run.hpp"
#include "sfumato/diffusion/schedule/timesteps.hpp"
#include "sfumato/diffusion/trajectory.hpp"

namespace sfumato::inline SFUMATO_ISA {

struct sample_progress {
  index_t steps_done = 0;
  index_t steps = 0;
  double timestep = 0;  ///< what the step just done started from
};

template <class T>
struct sample_options {
  /// Called after each step; false cancels.
  std::function<bool(const sample_progress&)> progress = {};
  trajectory_recorder<T>* trajectory = nullptr;
  /// For plans with projecting stages.
  projection<T> project = {};
  /// Pictures (N,H,W,C), on the host, to start from instead of noise; the plan says at which noise level
  /// (solver_plan::from_step).
  view<const T> start_from = {};
};

enum class sample_state { completed, cancelled };

template <class T>
struct sample_result {
  shape extent;           ///< (N,H,W,C)
  std::vector<T> images;  ///< on the host; where cancelled, the noisy images as far as they came
  sample_state state = sample_state::completed;
  index_t steps_done = 0;
  sampling_cost cost;

  view<const T> pixels() const { return {images.data(), extent}; }
};

namespace detail {

/// B where it is named, else the backend of the denoiser, or else the usual one of the context (cpu<float>).
template <class B, class D, class Context>
struct chosen_backend : std::type_identity<B> {};
template <class D, class Context>
struct chosen_backend<void, D, Context> : backend_of<Context> {};
template <class D, class Context>
requires requires { typename D::backend_type; }
struct chosen_backend<void, D, Context> : std::type_identity<typename D::backend_type> {};
template <class B, class D, class Context>
using chosen_backend_t = typename chosen_backend<B, std::remove_cvref_t<D>, Context>::type;

inline const std::vector<double>& times_of(const noise_schedule auto&, const std::vector<double>& times) {
  return times;
}
template <noise_schedule S>
std::vector<double> times_of(const S& schedule, const steps& selection) {
  static_assert(discrete_schedule<S>,
                "sample: steps(50) counts the timesteps of a discrete schedule; give this one a list of times, such as "
                "flow_times(20)");
  if constexpr (discrete_schedule<S>)
    return selection.of(schedule.train_timesteps());
  else
    return {};
}
template <std::integral Count>
std::vector<double> times_of(const noise_schedule auto&, Count) {
  static_assert(!std::is_same_v<Count, Count>,
                "sample: say how the steps are chosen: steps(50), or steps(50, timestep_spacing::leading)");
  return {};
}

}  // namespace detail

/// Runs a plan from noise, or from pictures, to images. The backend is that of the denoiser, or else the usual one of
/// the context, where it is not named: `sample<cpu<double>>(ctx, ...)`. Allocates at the start and at the end, not in
/// between. The host waits for the images at the end, and at steps after which it is called back.
///
/// Throws (kind shape) if shapes or channels do not fit, (kind value) if the network's output or the images stop being
/// finite, naming the step.
template <class Named = void, class Context, class D,
          elementwise_backend B = detail::chosen_backend_t<Named, D, Context>>
requires denoiser<std::remove_cvref_t<D>, B> sample_result<typename B::real> sample(
    Context& ctx, D&& network, const solver_plan& plan, const image_noise& noise,
    const sample_options<typename B::real>& options = {}) {
  using T = typename B::real;
  sampling_run<B, std::remove_reference_t<D>> run(ctx, network, plan, noise, options.project);
  sample_result<T> result{noise.extent, {}, sample_state::completed, 0, {}};
  const auto record = [&] {
    snapshot<T>* into = options.trajectory ? options.trajectory->wanted(run.steps_done()) : nullptr;
    if (!into) return;
    into->timestep = run.timestep();
    into->level = run.level();
    run.download(into->x.data());
    B::download(ctx, into->x0.data(), run.x0().data, run.x0().size());
  };

  if (options.start_from.data) {
    run.start(options.start_from);
  } else {
    run.start();
  }
  if (options.trajectory) options.trajectory->begin(noise.extent.size(), run.steps());
  record();
  while (!run.done() && result.state == sample_state::completed) {
    run.step();
    record();
    if (!options.progress) continue;
    run.check();
    if (!options.progress({run.steps_done(), run.steps(), run.timestep()}) && !run.done())
      result.state = sample_state::cancelled;
  }
  run.check();

  if (options.trajectory) options.trajectory->end();
  result.images.resize(static_cast<std::size_t>(noise.extent.size()));
  run.download(result.images.data());
  result.steps_done = run.steps_done();
  result.cost = run.cost();
  return result;
}

/// The same with the plan made on the spot, from steps or from a list of times:
/// `sample(ctx, network, ddim{}, schedule, steps(50), noise)`.
template <class Named = void, class Context, class D, class V, noise_schedule S, class Selection,
          elementwise_backend B = detail::chosen_backend_t<Named, D, Context>>
requires denoiser<std::remove_cvref_t<D>, B> sample_result<typename B::real> sample(
    Context& ctx, D&& network, const V& solver_value, const S& schedule, const Selection& selection,
    const image_noise& noise, const sample_options<typename B::real>& options = {}) {
  static_assert(solver<V, S>, "sample: expected a solver that plans on this schedule");
  return sample<B>(ctx, network,
                   solver_value.plan(schedule, detail::times_of(schedule, selection), network.prediction()), noise,
                   options);
}

}  // namespace sfumato
