#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "sfumato/core/error.hpp"
#include "sfumato/diffusion/denoiser.hpp"
#include "sfumato/diffusion/schedule/timesteps.hpp"
#include "sfumato/diffusion/solver/plan.hpp"
#include "sfumato/diffusion/solver/solver_state.hpp"
#include "sfumato/diffusion/trajectory.hpp"

namespace sfumato {

/// Where sampling starts: a batch of standard normal noise. Image n is made of stream first_stream + n of the seed
/// alone, so it is the same image in any batch and on any number of threads.
struct image_noise {
  shape extent = {};  ///< (N,H,W,C)
  std::uint64_t seed = 0;
  index_t first_stream = 0;  ///< this and those of the other images: below 2^32
};

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
  /// For plans with projecting steps: brings x' (in the backend's memory, at noise level alpha, sigma) to what is
  /// known, as inpainting does (Lugmayr et al. 2022).
  std::function<void(view<T> x, double alpha, double sigma)> project = {};
};

enum class sample_state { completed, cancelled };

/// What a sampling run cost. FLOPs and the network's bytes are 0 where the denoiser does not report them.
struct sampling_cost {
  index_t evaluations = 0;  ///< forward passes of a network, each over the whole batch
  double flops = 0;
  double solver_bytes = 0;  ///< registers of the solver
  double network_bytes = 0;
};

template <class T>
struct sample_result {
  shape extent;           ///< (N,H,W,C)
  std::vector<T> images;  ///< on the host; where cancelled, the noisy images as far as they came
  sample_state state = sample_state::completed;
  index_t steps_done = 0;
  sampling_cost cost;

  view<const T> pixels() const { return {images.data(), extent}; }
};

/// Runs a plan from noise to images on backend B. Allocates at the start and at the end, not in between.
///
/// Throws (kind shape) if shapes or channels do not fit, (kind value) if the network's output or the images stop being
/// finite, naming the step.
template <elementwise_backend B, denoiser<B> D>
sample_result<typename B::scalar> sample(typename B::context& ctx, D& network, const solver_plan& plan,
                                         const image_noise& noise,
                                         const sample_options<typename B::scalar>& options = {}) {
  const shape& extent = noise.extent;
  const index_t channels = extent.back(), outputs = network.output_channels();
  const auto steps_in_all = static_cast<index_t>(plan.steps.size());
  require(extent.rank() == 4 && extent.size() > 0, error_kind::shape,
          "sample: expected images of shape (N,H,W,C) with no extent 0, got ", extent);
  constexpr index_t all_streams = index_t{1} << 32;
  require(noise.first_stream >= 0 && noise.first_stream < all_streams && extent[0] <= all_streams - noise.first_stream,
          error_kind::value, "sample: expected images of streams from 0 to 2^32 - 1, got ", extent[0], " from stream ",
          noise.first_stream, " on");
  require(steps_in_all > 0, error_kind::value, "sample: expected a plan of at least 1 step, got 0");
  require(outputs == channels || outputs == 2 * channels, error_kind::shape, "sample: images have ", channels,
          " channels, so the network must give ", channels, ", or ", 2 * channels,
          " with a learned variance; it gives ", outputs);
  require(!plan.needs_variance() || outputs == 2 * channels, error_kind::shape,
          "sample: the solver uses a learned variance, so the network must give ", 2 * channels, " channels; it gives ",
          outputs);
  require(!plan.projects() || options.project, error_kind::value,
          "sample: the plan projects onto known images, but no options.project was given");

  solver_state<B> state(ctx, plan, extent, outputs != channels);
  sample_result<typename B::scalar> result{extent, {}, sample_state::completed, 0, {}};
  const image_streams streams{noise.seed, static_cast<std::uint32_t>(noise.first_stream)};
  const auto record = [&](double timestep) {
    snapshot<typename B::scalar>* into = options.trajectory ? options.trajectory->wanted(result.steps_done) : nullptr;
    if (!into) return;
    into->timestep = timestep;
    B::download(ctx, into->x.data(), state.x().data, extent.size());
    B::download(ctx, into->x0.data(), state.x0().data, extent.size());
  };

  state.start(plan.initial_scale, streams);
  if (options.trajectory) options.trajectory->begin(extent.size(), steps_in_all);
  record(-1);

  for (const solver_step& step : plan.steps) {
    const auto require_finite = [&](const char* what, view<const typename B::scalar> values) {
      require(B::is_finite(ctx, values.data, values.size()), error_kind::value, "sample: ", what,
              " not finite at step ", result.steps_done + 1, " of ", steps_in_all, " (timestep ", step.timestep,
              "); check the weights, the prediction type and the range of the images");
    };
    if (step.evaluate) {
      const view<typename B::scalar> output = state.network_output();
      network(ctx, state.network_input(step), step.timestep, output);
      require_finite("the network's output is", output);
      result.cost.evaluations += evaluations_per_call(network);
      result.cost.flops += flops_per_call(network, extent);
    }
    state.advance(step, streams, static_cast<std::uint32_t>(result.steps_done) + 1);
    if (step.project) options.project(state.x(), step.alpha, step.sigma);
    require_finite("the images are", state.x());
    ++result.steps_done;
    record(step.timestep);
    if (options.progress && !options.progress({result.steps_done, steps_in_all, step.timestep})) {
      if (result.steps_done < steps_in_all) result.state = sample_state::cancelled;
      break;
    }
  }

  if (options.trajectory) options.trajectory->end();
  result.images.resize(static_cast<std::size_t>(extent.size()));
  B::download(ctx, result.images.data(), state.x().data, extent.size());
  result.cost.solver_bytes = state.bytes();
  result.cost.network_bytes = memory_bytes(network);
  return result;
}

/// The same with the plan made on the spot: `sample<cpu<float>>(ctx, network, ddim{}, schedule, steps(50), noise)`.
template <elementwise_backend B, denoiser<B> D, class S, solver<S> V>
sample_result<typename B::scalar> sample(typename B::context& ctx, D& network, const V& solver_value, const S& schedule,
                                         const steps& selection, const image_noise& noise,
                                         const sample_options<typename B::scalar>& options = {}) {
  const solver_plan plan = solver_value.plan(schedule, selection.of(schedule.train_timesteps()), network.prediction());
  return sample<B>(ctx, network, plan, noise, options);
}

}  // namespace sfumato
