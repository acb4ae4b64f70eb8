#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "sfumato/core/finite.hpp"
#include "sfumato/data/loader.hpp"
#include "sfumato/ops/mse.hpp"
#include "sfumato/optim/gradient_clip.hpp"
#include "sfumato/train/metrics.hpp"
#include "sfumato/train/noised_batch.hpp"

namespace sfumato {

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

/// Trains a denoiser: any net(graph, x, t) -> value, or net(graph, x, t, labels) for a conditioned one.
///
///     simple_unet<B> net;
///     parameter_slab<B> slab(ctx, net);
///     slab.initialize(net, seed);
///     trainer<B, simple_unet<B>> t(net, slab, linear_beta(scaled_beta_range(200)), {.learning_rate = 1e-3});
///     t.run(digits, {.epochs = 8});
///
/// Each step draws timesteps and noise (noised_batch), takes the mean squared error of the prediction, goes back
/// through the network, and lets Adam and the moving average of the parameters make one pass. Same binary, same
/// options, same data: the same bits on any number of threads, interrupted or not. A step in steady state allocates
/// nothing. The network, its slab and their context must outlive the trainer.
template <backend B, class Net>
class trainer {
 public:
  using scalar = typename B::scalar;
  using context = typename B::context;

  /// Throws (value) naming the option that is out of range.
  template <discrete_schedule S>
  trainer(Net& net, parameter_slab<B>& slab, const S& schedule, const training_options& options = {})
      : options_((options.check(), options)),
        net_(&net),
        slab_(&slab),
        batch_(slab.context(), schedule, options),
        graph_(slab.context()),
        optimizer_(slab, options.optimizer),
        average_(slab, options.average) {
    if (options.max_grad_norm > 0) clip_.emplace(slab.context(), options.max_grad_norm);
  }
  trainer(const trainer&) = delete;
  trainer& operator=(const trainer&) = delete;

  /// One step on images (N,H,W,C) on the host with values in [-1,1], and their labels where the network is conditioned.
  /// Returns the loss. Throws (value) naming the step where the loss is not finite; nothing is updated then.
  double step(view<const scalar> images, std::span<const int> labels = {}) {
    if constexpr (assumes_finite_numbers) require_finite_parameters();
    batch_.prepare(images, labels, state_.steps);
    graph_.rewind();
    slab_->zero_grads();
    const value prediction = predict();
    const value target = graph_.input(batch_.target());
    const value loss =
        ops::mse(graph_, prediction, target, batch_.weighted() ? graph_.input(batch_.weights()) : value{});
    scalar downloaded = 0;
    B::download(ctx(), &downloaded, graph_[loss].data, 1);
    const bool finite = is_finite(downloaded);
    const double result = static_cast<double>(downloaded);
    require(finite, error_kind::value, "training: the loss became ", result, " at step ", state_.steps + 1, " (epoch ",
            state_.next.epoch + 1, ", batch ", state_.next.batch + 1,
            "); try a lower learning rate or clip the gradients");
    count_errors(prediction, target);
    graph_.backward(loss);
    optimizer_.step(*slab_, {.learning_rate = options_.learning_rate * options_.rate.factor(state_.steps),
                             .grad_scale = clip_ ? clip_->factor(*slab_) : nullptr,
                             .average = &average_});
    ++state_.steps;
    state_.current.loss_sum += result * static_cast<double>(batch_.size());
    state_.current.images += batch_.size();
    return result;
  }

  /// Trains on a dataset, shuffled anew every epoch, until that many epochs are complete in all; goes on where an
  /// earlier run or a checkpoint stopped.
  template <class Data>
  requires dataset<Data, scalar> training_outcome run(const Data& data, const training_run& plan) {
    require(plan.epochs >= 0, error_kind::value, "training: expected at least 0 epochs, got ", plan.epochs);
    require(state_.images == 0 || state_.images == static_cast<index_t>(data.size()), error_kind::value,
            "training: expected the ", state_.images, " images that it began with, got ", data.size());
    state_.images = static_cast<index_t>(data.size());
    loader<scalar, Data> batches(
        data, {.batch_size = options_.batch_size, .seed = options_.seed, .drop_last = options_.drop_last}, state_.next);
    state_.history.reserve(static_cast<std::size_t>(std::min<index_t>(plan.epochs, 1 << 12)));
    while (state_.next.epoch < plan.epochs) {
      const auto start = std::chrono::steady_clock::now();
      const image_batch<scalar> batch = batches.next();
      const double loss = step(batch.images, batch.labels);
      const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
      state_.current.seconds += taken.count();
      state_.next = batches.position();

      const training_progress progress{
          batch.position.epoch, plan.epochs, batch.position.batch, batches.batches_per_epoch(),
          state_.steps,         loss,        state_.current};
      const bool epoch_complete = state_.next.batch == 0;
      if (epoch_complete) state_.history.push_back(std::exchange(state_.current, {}));
      bool go_on = !plan.after_step || plan.after_step(progress);
      if (epoch_complete && plan.after_epoch) go_on = plan.after_epoch(state_.history.back()) && go_on;
      if (!go_on && state_.next.epoch < plan.epochs) return training_outcome::stopped;
    }
    return training_outcome::completed;
  }

  const training_options& options() const { return options_; }
  const training_state& state() const { return state_; }
  const std::vector<epoch_metrics>& history() const { return state_.history; }
  context& ctx() const { return slab_->context(); }
  parameter_slab<B>& parameters() { return *slab_; }
  /// The network with the moving average of its parameters, to sample from or to save; follows the training.
  Net averaged() { return average_.values().as_values_of(*net_); }
  /// The norm of the gradients at the last step, before clipping; 0 without clipping.
  double grad_norm() const { return clip_ ? clip_->norm() : 0; }

  /// Every array that a checkpoint keeps, as the network with those numbers for its values: f("adam.m", network).
  void visit_arrays(auto&& f) {
    f("parameters", Net(*net_));
    f("ema", averaged());
    optimizer_.visit_state([&](const char* name, companion_slab<B>& array) { f(name, array.as_values_of(*net_)); });
  }
  /// Goes on from this state; the arrays must have been put back already.
  void restore(training_state state) {
    state_ = std::move(state);
    optimizer_.set_steps(state_.steps);
    average_.set_steps(state_.steps);
  }
  /// The options and the schedule as text: what must agree for a resumed run to be the same run.
  std::map<std::string, std::string> recipe() const {
    auto text = to_text(options_);
    text["timesteps"] = std::to_string(batch_.timesteps());
    text["terminal_alpha_bar"] = detail::exact_text(batch_.terminal_alpha_bar());
    return text;
  }

 private:
  void require_finite_parameters() {
    require(B::is_finite(ctx(), slab_->values(), slab_->size()), error_kind::value,
            "training: the parameters are not finite before step ", state_.steps + 1,
            "; try a lower learning rate or clip the gradients");
  }

  value predict() {
    const value x = graph_.input(batch_.noisy()), t = graph_.input(batch_.times());
    if constexpr (requires { (*net_)(graph_, x, t, value{}); }) {
      return (*net_)(graph_, x, t, batch_.labelled() ? graph_.input(batch_.labels()) : value{});
    } else {
      require(!batch_.labelled(), error_kind::config,
              "training: expected a network that takes labels, since classes = ", options_.classes);
      return (*net_)(graph_, x, t);
    }
  }

  void count_errors(value prediction, value target) {
    const index_t images = batch_.size(), pixels = graph_.shape_of(prediction).stride();
    if (errors_.size() < images) {
      errors_ = buffer<B>(ctx(), images);
      host_errors_.resize(static_cast<std::size_t>(images));
    }
    const scalar *x = graph_.data(prediction), *y = graph_.data(target);
    for (index_t n = 0; n < images; ++n)
      B::reduce(ctx(), errors_.data() + n, scalar(1) / static_cast<scalar>(pixels), pixels, squared_difference{},
                x + n * pixels, y + n * pixels);
    B::download(ctx(), host_errors_.data(), errors_.data(), images);
    for (index_t n = 0; n < images; ++n)
      state_.current.add_error(batch_.timestep(n), batch_.timesteps(),
                               static_cast<double>(host_errors_[static_cast<std::size_t>(n)]));
  }

  training_options options_;
  Net* net_;
  parameter_slab<B>* slab_;
  noised_batch<B> batch_;
  graph<B> graph_;
  adam<B> optimizer_;
  ema<B> average_;
  std::optional<gradient_clip<B>> clip_;
  buffer<B> errors_;
  std::vector<scalar> host_errors_;
  training_state state_;
};

}  // namespace sfumato
