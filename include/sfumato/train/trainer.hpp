#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "sfumato/core/finite.hpp"
#include "sfumato/data/image_range.hpp"
#include "sfumato/data/loader.hpp"
#include "sfumato/optim/adam.hpp"
#include "sfumato/train/ddpm_objective.hpp"
#include "sfumato/train/metrics.hpp"
#include "sfumato/train/training_options.hpp"
#include "sfumato/train/training_step.hpp"

namespace sfumato::inline SFUMATO_ISA {

struct training_progress {
  index_t epoch = 0, epochs = 0;   ///< epoch 0, 1, ... of that many
  index_t batch = 0, batches = 0;  ///< batch 0, 1, ... of the epoch's
  index_t steps = 0;               ///< since training began
  double loss = 0;                 ///< of the step just done
  epoch_metrics so_far;            ///< of the epoch, this step included
};

struct training_run {
  index_t epochs = 8;  ///< in all, those before an interruption included
  /// Called after each step; false stops the run, which run() or a checkpoint can continue later.
  std::function<bool(const training_progress&)> after_step = {};
  /// Called after each complete epoch: the place to save a checkpoint. false stops the run.
  std::function<bool(const epoch_metrics&)> after_epoch = {};
};

enum class training_outcome { completed, stopped };

/// Trains a denoiser: any net(graph, x, t) -> value, or one that names a condition and takes it too
/// (ops/condition.hpp); or, with class_objective, a classifier.
///
///     simple_unet<B> net;
///     parameter_slab<B> slab(ctx, net);
///     slab.initialize(net, seed);
///     trainer<B, simple_unet<B>> t(net, slab, linear_beta(scaled_beta_range(200)), {.learning_rate = 1e-3});
///     t.run(digits, {.epochs = 8});
///
/// It loops over batches, records, and calls back; what a step does is training_step's affair, and objective and
/// optimizer may be passed in. Same binary, same options, same data: the same bits on any number of threads,
/// interrupted or not. A step in steady state allocates nothing. The network, its slab and their context must outlive
/// the trainer.
template <backend B, class Net, objective<B> Objective = ddpm_objective<B>, optimizer<B> Optimizer = adam<B>>
class trainer {
 public:
  using scalar = typename B::scalar;
  using real = typename B::real;
  using context = typename B::context;

  /// With the objective of DDPM and Adam. Throws (value) naming the option that is out of range.
  template <discrete_schedule S>
  trainer(Net& net, parameter_slab<B>& slab, const S& schedule, const training_options& options = {})
      : trainer(
            net, slab,
            Objective(slab.context(), schedule,
                      {.seed = options.seed, .prediction = options.prediction, .min_snr_gamma = options.min_snr_gamma}),
            Optimizer(slab, options.optimizer), options) {}
  /// With others; `prediction`, `min_snr_gamma` and `optimizer` of the options are then not used, and the objective has
  /// a seed of its own.
  trainer(Net& net, parameter_slab<B>& slab, Objective objective, Optimizer optimizer, const training_options& options)
      : options_((options.check(), options)),
        step_(net, slab, std::move(objective), std::move(optimizer),
              {.learning_rate = options.learning_rate,
               .rate = options.rate,
               .max_grad_norm = options.max_grad_norm,
               .average = options.average,
               .label_drop = options.label_drop,
               .seed = options.seed,
               .report_every = options.report_every}) {
    if constexpr (std::is_same_v<condition_of<Net>, no_condition>)
      require(options.classes == 0, error_kind::config,
              "training: expected a network that takes labels, since classes = ", options.classes);
    else if constexpr (requires { net.classes(); })
      require(options.classes == net.classes(), error_kind::config, "training: expected classes = ", net.classes(),
              " in the options, as the network has, got ", options.classes);
    pending_.reserve(static_cast<std::size_t>(options.report_every));
  }
  trainer(const trainer&) = delete;
  trainer& operator=(const trainer&) = delete;

  /// One step on images (N,H,W,C) on the host with values in [-1,1], and their labels where the network is conditioned.
  /// Returns the loss. Throws (value) naming the step where the loss is not finite; nothing is updated then.
  double step(view<const real> images, std::span<const int> labels = {}) {
    queue(images, labels, {state_.next, state_.next, 0});
    double loss = 0;
    report([&](const training_progress& p) { loss = p.loss; });
    return loss;
  }

  /// Trains on a dataset, shuffled anew every epoch, until that many epochs are complete in all; goes on where an
  /// earlier run or a checkpoint stopped. Callbacks come for each step, after at most report_every of them. Throws
  /// (value) where another number of images was begun with, or the first images are far from [-1,1].
  template <class Data>
  requires dataset<Data, real> training_outcome run(const Data& data, const training_run& plan) {
    require(state_.images == 0 || state_.images == static_cast<index_t>(data.size()), error_kind::value,
            "training: expected the ", state_.images, " images that it began with, got ", data.size());
    require(plan.epochs >= 0, error_kind::value, "training: expected at least 0 epochs, got ", plan.epochs);
    require_image_range<real>(data);
    state_.images = static_cast<index_t>(data.size());
    loader<real, Data> batches(
        data, {.batch_size = options_.batch_size, .seed = options_.seed, .drop_last = options_.drop_last}, state_.next);
    state_.history.reserve(static_cast<std::size_t>(std::min<index_t>(plan.epochs, 1 << 12)));
    while (state_.next.epoch < plan.epochs) {
      auto start = std::chrono::steady_clock::now();
      bool epoch_complete = false;
      while (!epoch_complete && index_of(pending_.size()) < options_.report_every) {
        const image_batch<real> batch = batches.next();
        epoch_complete = batches.position().batch == 0;
        queue(batch.images, takes_labels() ? batch.labels : std::span<const int>(),
              {batch.position, batches.position(), batches.batches_per_epoch()});
      }
      bool go_on = true;
      report([&](training_progress& p) {
        const auto now = std::chrono::steady_clock::now();
        const std::chrono::duration<double> taken = now - std::exchange(start, now);
        state_.current.seconds += taken.count();
        p.epochs = plan.epochs;
        p.so_far = state_.current;
        if (state_.next.batch == 0) state_.history.push_back(std::exchange(state_.current, {}));
        if (plan.after_step) go_on = plan.after_step(p) && go_on;
      });
      if (epoch_complete && plan.after_epoch) go_on = plan.after_epoch(state_.history.back()) && go_on;
      if (!go_on && state_.next.epoch < plan.epochs) return training_outcome::stopped;
    }
    return training_outcome::completed;
  }

  const training_options& options() const { return options_; }
  const training_state& state() const { return state_; }
  const std::vector<epoch_metrics>& history() const { return state_.history; }
  context& ctx() const { return step_.ctx(); }
  const Net& net() const { return step_.net(); }
  parameter_slab<B>& parameters() { return step_.parameters(); }
  /// The network with the moving average of its parameters, to sample from or to save; follows the training.
  Net averaged() { return step_.averaged(); }
  /// The norm of the gradients at the last step, before clipping; 0 without clipping.
  double grad_norm() const { return step_.grad_norm(); }

  /// Every array that a checkpoint keeps, as the network with those numbers for its values: f("adam.m", network).
  void visit_arrays(auto&& f) {
    Net& net = step_.net();
    f("parameters", Net(net));
    f("ema", averaged());
    step_.optimizer().visit_state(
        [&](const char* name, companion_slab<B>& array) { f(name, array.as_values_of(net)); });
  }
  /// Goes on from this state; the arrays must have been put back already.
  void restore(training_state state) {
    state_ = std::move(state);
    step_.set_steps(state_.steps);
  }
  /// The options and the objective as text: what must agree for a resumed run to be the same run.
  std::map<std::string, std::string> recipe() const {
    auto text = to_text(options_);
    step_.objective().recipe([&](const char* name, const std::string& value_text) { text[name] = value_text; });
    return text;
  }

 private:
  /// A step that was queued and not yet seen.
  struct pending {
    loader_position at, next;
    index_t batches = 0;
    index_t images = 0;
  };

  bool takes_labels() const { return answers_classes<Objective, B> || options_.classes > 0; }

  static index_t index_of(std::size_t n) { return static_cast<index_t>(n); }

  void queue(view<const real> images, std::span<const int> labels, pending step) {
    step_(images, labels);
    step.images = images.extent[0];
    pending_.push_back(step);
  }

  /// f(progress) for each step that was queued, once its loss is known and counted.
  template <class F>
  void report(F&& f) {
    std::size_t seen_steps = 0;
    const auto [bad_step, bad_loss] = step_.report([&](const auto& seen) {
      const pending& step = pending_[seen_steps++];
      ++state_.steps;
      state_.current.loss_sum += seen.loss * static_cast<double>(step.images);
      state_.current.images += step.images;
      for (std::size_t n = 0; n < seen.errors.size(); ++n)
        state_.current.add_error(static_cast<std::size_t>(seen.bins[n]), seen.errors[n]);
      state_.next = step.next;
      training_progress progress{step.at.epoch, 0,         step.at.batch, step.batches,
                                 state_.steps,  seen.loss, state_.current};
      f(progress);
    });
    pending_.clear();
    require(bad_step == 0, error_kind::value, "training: the loss became ", bad_loss, " at step ", bad_step, " (epoch ",
            state_.next.epoch + 1, ", batch ", state_.next.batch + 1, "); ",
            bad_step == 1 ? "are the images and the parameters that training began with finite?"
                          : "try a lower learning rate or clip the gradients");
  }

  training_options options_;
  training_step<B, Net, Objective, Optimizer> step_;
  std::vector<pending> pending_;
  training_state state_;
};

}  // namespace sfumato
