#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "sfumato/core/error.hpp"
#include "sfumato/diffusion/denoiser.hpp"
#include "sfumato/diffusion/solver/plan.hpp"
#include "sfumato/diffusion/solver/solver_state.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Where sampling starts: a batch of standard normal noise. Image n is made of stream first_stream + n of the seed
/// alone, so it is the same image in any batch and on any number of threads.
struct image_noise {
  shape extent = {};  ///< (N,H,W,C)
  std::uint64_t seed = 0;
  index_t first_stream = 0;  ///< this and those of the other images: below 2^32
};

/// What a sampling run cost. FLOPs and the network's bytes are 0 where the denoiser does not report them.
struct sampling_cost {
  index_t evaluations = 0;  ///< forward passes of a network, each over the whole batch
  double flops = 0;
  double solver_bytes = 0;  ///< registers of the solver
  double network_bytes = 0;
};

/// What a projection is told: the noise level of x', and random numbers that nothing else in the run draws. Level and
/// step stand in the memory of the backend as well, so that what is queued need not say which stage it is.
template <class T>
struct projected_stage {
  noise_level level;
  const T* level_in_backend = nullptr;  ///< {alpha, sigma}
  image_streams streams;
  const whole* random_step = nullptr;
};

/// Brings x' (in the backend's memory) to what is known, as inpainting does (see known_region.hpp).
template <class T>
using projection = std::function<void(view<T> x, const projected_stage<T>& stage)>;

/// A plan being run on backend B, step by step, for loops of one's own; sample() is such a loop.
///
///     sampling_run<B, D> run(ctx, denoiser, plan, noise);
///     run.start();
///     while (!run.done()) run.step();
///     run.download(images);
///
/// A step queues its work and waits for nothing: nothing is downloaded, uploaded or allocated in it, and all steps of a
/// kind queue the same passes over the same addresses. Whether all was finite is noted beside the images; check() asks.
template <elementwise_backend B, denoiser<B> D>
class sampling_run {
 public:
  using real = typename B::real;
  using context = typename B::context;

  /// Throws (shape) if extents or channels do not fit, (value) if the plan has no step, was made for another prediction
  /// than the network's, or projects and nothing is given to do so, or the other way round. The denoiser and the
  /// context must outlive it.
  sampling_run(context& ctx, D& network, solver_plan plan, const image_noise& noise, projection<real> project = {})
      : ctx_(ctx),
        network_(network),
        plan_((require_fit(network, plan, noise, static_cast<bool>(project)), std::move(plan))),
        noise_(noise),
        project_(std::move(project)),
        state_(ctx, plan_, noise.extent, network.output_channels() != noise.extent.back()),
        flag_(ctx, 1),
        steps_(plan_.steps()) {}
  sampling_run(const sampling_run&) = delete;
  sampling_run& operator=(const sampling_run&) = delete;

  /// Begins, or begins again, with noise. Throws (value) where the plan begins with pictures: at a later step than the
  /// first, or with no noise of its own.
  void start() {
    require(plan_.first_step == 0 && plan_.start.sigma > 0, error_kind::value,
            "sample: expected pictures to start from, since the plan begins with them (at_strength, from_noise, "
            "from_noisy, inverted), got none; give options.start_from");
    rewind();
    state_.start(streams());
  }
  /// Begins with pictures (N,H,W,C), on the host, brought to the noise level of the plan: image to image, with a plan
  /// from a later step on (solver_plan::from_step).
  void start(view<const real> images) {
    require(images.extent == noise_.extent, error_kind::shape, "sample: expected images ", noise_.extent,
            " to start from, got ", images.extent);
    rewind();
    state_.start(streams(), images);
  }

  bool done() const { return steps_done_ == steps_; }
  index_t steps() const { return steps_; }
  index_t steps_done() const { return steps_done_; }
  /// What the step last done started from; -1 before the first.
  double timestep() const { return timestep_; }
  /// Of the noisy images as they are now.
  const noise_level& level() const { return stage_ == 0 ? plan_.start : plan_.stages[stage_ - 1].level; }
  const shape& extent() const { return noise_.extent; }

  /// All stages of the next step.
  void step() {
    require(!done(), error_kind::value, "sample: expected a run with steps left, got one with all ", steps_, " done");
    timestep_ = plan_.stages[stage_].timestep;
    bool complete = false;
    while (!complete) {
      const solver_stage& stage = plan_.stages[stage_++];
      run(stage);
      complete = stage.completes_step;
    }
    ++steps_done_;
  }

  /// In the backend's memory: the noisy images, and the last estimate of the clean ones.
  view<real> x() { return state_.x(); }
  view<const real> x0() const { return state_.x0(); }
  /// Copies the noisy images to the host. Waits.
  void download(real* host) { B::download(ctx_, host, static_cast<const real*>(x().data), x().size()); }

  /// Waits for the steps queued so far. Throws (value) naming the first at which the network's output or the images
  /// were not finite.
  void check() {
    finite_flag found;
    B::download(ctx_, &found, flag_.data(), 1);
    if (found.step == 0) return;
    const index_t step = found.step - plan_.first_step;
    fail(error_kind::value, "sample: ", found.what == of_network ? "the network's output is" : "the images are",
         " not finite at step ", step, " of ", steps_, " (timestep ", timestep_of(step),
         "); check the weights, the prediction type and the range of the images");
  }

  sampling_cost cost() const {
    sampling_cost all = cost_;
    all.solver_bytes = state_.bytes();
    all.network_bytes = memory_bytes(network_);
    return all;
  }

 private:
  static constexpr whole of_network = 1, of_solver = 2;

  static void require_fit(const D& network, const solver_plan& plan, const image_noise& noise, bool can_project) {
    const shape& extent = noise.extent;
    const index_t channels = extent.back(), outputs = network.output_channels();
    require(extent.rank() == 4 && extent.size() > 0, error_kind::shape,
            "sample: expected images of shape (N,H,W,C) with no extent 0, got ", extent);
    constexpr index_t all_streams = index_t{1} << 32;
    require(
        noise.first_stream >= 0 && noise.first_stream < all_streams && extent[0] <= all_streams - noise.first_stream,
        error_kind::value, "sample: expected images of streams from 0 to 2^32 - 1, got ", extent[0], " from stream ",
        noise.first_stream, " on");
    require(plan.steps() > 0 && plan.stages.back().completes_step, error_kind::value,
            "sample: expected a plan of at least 1 step, the last of them complete, got ", plan.steps());
    require(outputs == channels || outputs == 2 * channels, error_kind::shape, "sample: images have ", channels,
            " channels, so the network must give ", channels, ", or ", 2 * channels,
            " with a learned variance; it gives ", outputs);
    require(!plan.needs_variance() || outputs == 2 * channels, error_kind::shape,
            "sample: the solver uses a learned variance, so the network must give ", 2 * channels,
            " channels; it gives ", outputs);
    const prediction_type predicted = network.prediction();
    for (const solver_stage& stage : plan.stages) {
      const prediction_type planned = stage.prediction.value_or(predicted);
      require(!stage.evaluate || planned == predicted, error_kind::value,
              "sample: the plan is for a network that predicts ", to_string(planned), ", this one predicts ",
              to_string(predicted), "; plan with network.prediction()");
    }
    require(!plan.projects() || can_project, error_kind::value,
            "sample: the plan projects onto known images, but no options.project was given");
    require(plan.projects() || !can_project, error_kind::value,
            "sample: expected a plan that projects, since options.project was given; make it with repaint(plan)");
  }

  void run(const solver_stage& stage) {
    const view<const real> input = state_.begin(stage);
    if (stage.evaluate) {
      const view<real> output = state_.network_output();
      network_(ctx_, input, sampling_time<real>(stage.timestep, &state_.now()->time), output);
      note_finite(of_network, output);
      cost_.evaluations += evaluations_per_call(network_);
      cost_.flops += flops_per_call(network_, noise_.extent);
    }
    state_.advance(stage, streams());
    if (stage.project) project_(x(), {stage.level, state_.now()->level, streams(), &state_.now()->projection_step});
    note_finite(of_solver, x());
  }

  void note_finite(whole what, view<const real> values) {
    B::note_finite(
        ctx_, {.flag = flag_.data(), .step = &state_.now()->step, .what = what, .x = values.data, .n = values.size()});
  }

  void rewind() {
    B::fill(ctx_, flag_.data(), 1, finite_flag{});
    steps_done_ = 0;
    stage_ = 0;
    timestep_ = -1;
    cost_ = {};
  }

  double timestep_of(index_t step) const {
    auto stage = plan_.stages.begin();
    for (index_t passed = 1; passed < step; ++stage) passed += stage->completes_step ? 1 : 0;
    return stage->timestep;
  }

  image_streams streams() const { return {noise_.seed, static_cast<std::uint32_t>(noise_.first_stream)}; }

  context& ctx_;
  D& network_;
  solver_plan plan_;
  image_noise noise_;
  projection<real> project_;
  solver_state<B> state_;
  buffer<B, finite_flag> flag_;
  index_t steps_ = 0, steps_done_ = 0;
  std::size_t stage_ = 0;
  double timestep_ = -1;
  sampling_cost cost_;
};

}  // namespace sfumato
