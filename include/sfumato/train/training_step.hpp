#pragma once

#include <optional>
#include <utility>

#include "sfumato/core/error.hpp"
#include "sfumato/core/finite.hpp"
#include "sfumato/ops/cast.hpp"
#include "sfumato/ops/condition.hpp"
#include "sfumato/ops/cross_entropy.hpp"
#include "sfumato/ops/mse.hpp"
#include "sfumato/optim/gradient_clip.hpp"
#include "sfumato/optim/optimizer.hpp"
#include "sfumato/train/objective.hpp"
#include "sfumato/train/step_log.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// What a training step does beside its objective and its optimizer.
struct step_options {
  double learning_rate = 1e-3;
  lr_schedule rate = {};
  double max_grad_norm = 0;  ///< longer gradients are scaled down to it; 0: never
  ema_options average = {};
  double label_drop = 0.1;   ///< how often a conditioned network is told none instead (Ho & Salimans 2022)
  std::uint64_t seed = 0;    ///< of dropped labels
  index_t report_every = 1;  ///< for so many steps the host need not look

  /// Throws (value) naming the option that is out of range.
  void check() const {
    require(is_finite(learning_rate) && learning_rate >= 0, error_kind::value,
            "training: expected a finite learning rate of at least 0, got ", learning_rate);
    require(at_least(max_grad_norm, 0.0), error_kind::value, "training: expected max_grad_norm of at least 0, got ",
            max_grad_norm);
    require(in_range(label_drop, 0.0, 1.0), error_kind::value, "training: expected label_drop in [0,1], got ",
            label_drop);
    require(report_every >= 1, error_kind::value, "training: expected report_every of at least 1, got ", report_every);
    rate.check();
    average.check();
  }
};

/// One step of training, put together from independent pieces: a network, an objective that says what it sees and shall
/// answer, an optimizer. Forward, mean squared error (or cross-entropy, where the objective is of classes), backward,
/// update, moving average.
///
///     training_step<B, Net, ddpm_objective<B>, adam<B>> step(net, slab, {ctx, schedule}, adam<B>(slab));
///     for (...) step(images, labels);
///     step.report([](const auto& seen) { ... seen.loss ... });
///
/// A step queues its work and returns: it downloads nothing, uploads images and labels only, and queues the same passes
/// over the same addresses every time. What the losses were stands in a log beside it. Where a loss is not finite that
/// step and all after it change nothing, and report() names it. Network and slab must outlive the step.
template <backend B, class Net, objective<B> Objective, optimizer<B> Optimizer>
class training_step {
  static constexpr bool of_classes = answers_classes<Objective, B>;
  static_assert(!of_classes || std::is_same_v<condition_of<Net>, no_condition>,
                "a network that learns to tell labels must not be told them: it names no condition");

 public:
  using real = typename B::real;
  using context = typename B::context;
  using entry = typename step_log<B>::entry;

  /// Throws (value) naming the option that is out of range, (config) for a network that is bound to another slab.
  training_step(Net& net, parameter_slab<B>& slab, Objective objective, Optimizer optimizer,
                const step_options& options = {})
      : options_((options.check(), options)),
        net_(&net),
        slab_(&slab),
        objective_(std::move(objective)),
        optimizer_(std::move(optimizer)),
        condition_(net),
        graph_(slab.context()),
        average_(slab, options.average),
        log_(slab.context(), options.report_every),
        counter_(slab.context(), 1),
        number_(slab.context(), 1),
        flag_(slab.context(), 1) {
    slab.require_bound(net, "training");
    if (options.max_grad_norm > 0) clip_.emplace(slab.context(), options.max_grad_norm);
    set_steps(0);
  }
  training_step(const training_step&) = delete;
  training_step& operator=(const training_step&) = delete;

  /// Queues one step on images (N,H,W,C) on the host with values in [-1,1], and what the network's condition is told of
  /// them, such as labels, or the labels that a classifier learns. Throws where these do not fit; nothing is queued
  /// then.
  void operator()(view<const real> images, const typename condition_of<Net>::given& told = {}) {
    require(!log_.full(), error_kind::value, "training: expected a report after at most ", options_.report_every,
            " steps");
    require(
        slab_->written(), error_kind::config,
        "training: expected parameters that were initialized or loaded, all are 0; call slab.initialize(net, seed)");
    if constexpr (of_classes) {
      objective_.prepare(images, told, counter_.data());
    } else {
      condition_.give(ctx(), told, images.extent.rank() == 4 ? images.extent[0] : 0);
      objective_.prepare(images, counter_.data());
    }
    condition_.drop(ctx(), options_.label_drop, options_.seed ^ label_stream, counter_.data());
    graph_.rewind();
    slab_->zero_grads();

    const value x = ops::to_scalar(graph_, graph_.input(objective_.input()));
    const real_value t = graph_.input(objective_.times());
    const real_value loss = score(ops::to_real(graph_, answer(graph_, *net_, x, t, condition_.in(graph_))));
    note_finite(graph_.data(loss), 1);
    // max(NaN, 0) may be 0 then, so that a loss does not show what the parameters have become.
    if constexpr (assumes_finite_numbers) note_finite(std::as_const(*slab_).values(), slab_->size());
    graph_.backward(loss);
    optimizer_.step(*slab_, {.learning_rate = options_.learning_rate,
                             .rate = options_.rate,
                             .grad_scale = clip_ ? clip_->factor(*slab_) : nullptr,
                             .average = &average_,
                             .stop = flag_.data()});
    for (whole* counter : {counter_.data(), number_.data()}) B::for_each_index(ctx(), 1, advance{counter});
  }

  /// f(entry) for each step since the last report, in order, up to the first whose loss was not finite: that one is
  /// returned, counted from 1 since training began, with its loss; 0 where there is none. Waits for the steps.
  template <class F>
  std::pair<index_t, double> report(F&& f) {
    finite_flag found;
    B::download(ctx(), &found, flag_.data(), 1);
    index_t step = steps_;
    double bad_loss = 0;
    log_.read([&](const entry& seen) {
      ++step;
      if (found.step != 0 && step == found.step) bad_loss = seen.loss;
      if (found.step != 0 && step >= found.step) return;
      f(seen);
      ++steps_;
    });
    if (found.step == 0) return {0, 0};
    set_steps(steps_);
    return {found.step, bad_loss};
  }

  /// Steps reported so far.
  index_t steps() const { return steps_; }
  /// Goes on from there; parameters and the arrays of optimizer and average must have been put back already.
  void set_steps(index_t steps) {
    require(steps >= 0 && steps < index_t{0x7FFFFFFF}, error_kind::value, "training: expected a step below 2^31, got ",
            steps);
    steps_ = steps;
    B::fill(ctx(), counter_.data(), 1, static_cast<whole>(steps));
    B::fill(ctx(), number_.data(), 1, static_cast<whole>(steps + 1));
    B::fill(ctx(), flag_.data(), 1, finite_flag{});
    optimizer_.set_steps(steps);
    average_.set_steps(steps);
    log_.clear();
  }

  context& ctx() const { return slab_->context(); }
  Net& net() const { return *net_; }
  parameter_slab<B>& parameters() { return *slab_; }
  const Objective& objective() const { return objective_; }
  Optimizer& optimizer() { return optimizer_; }
  /// The network with the moving average of its parameters, to sample from or to save; follows the training.
  Net averaged() { return average_.values().as_values_of(*net_); }
  /// The norm of the gradients at the last step, before clipping; 0 without clipping. Waits for it.
  double grad_norm() const { return clip_ ? clip_->norm() : 0; }

 private:
  /// The loss of the network's answer, and the record of both.
  real_value score(real_value answered) {
    if constexpr (of_classes) {
      const view<const whole> labels = objective_.labels();
      const real_value loss = ops::cross_entropy(graph_, answered, graph_.input(labels));
      log_.record(graph_.data(loss), graph_[answered], labels, objective_.bins());
      return loss;
    } else {
      const real_value target = graph_.input(objective_.target());
      const view<const real> weights = objective_.weights();
      const real_value loss = ops::mse(graph_, answered, target, weights.data ? graph_.input(weights) : real_value{});
      log_.record(graph_.data(loss), graph_[answered], graph_.data(target), objective_.bins());
      return loss;
    }
  }

  void note_finite(const real* x, index_t n) {
    B::note_finite(ctx(), {.flag = flag_.data(), .step = number_.data(), .what = 1, .x = x, .n = n});
  }

  static constexpr std::uint64_t label_stream = 0x74696d6573746570u;  // of a block's words the timestep takes another

  step_options options_;
  Net* net_;
  parameter_slab<B>* slab_;
  Objective objective_;
  Optimizer optimizer_;
  typename condition_of<Net>::template batch<B> condition_;
  graph<B> graph_;
  ema<B> average_;
  std::optional<gradient_clip<B>> clip_;
  step_log<B> log_;
  buffer<B, whole> counter_, number_;
  buffer<B, finite_flag> flag_;
  index_t steps_ = 0;
};

}  // namespace sfumato
