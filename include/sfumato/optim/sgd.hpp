#pragma once

#include "sfumato/math/sgd.hpp"
#include "sfumato/optim/optimizer.hpp"

namespace sfumato::inline SFUMATO_ISA {

struct sgd_options {
  double momentum = 0;
  double weight_decay = 0;  ///< times the parameter, added to the gradient
};

/// The numbers of gradient descent at step 0, 1, ...
template <class T>
struct sgd_numbers_of {
  sgd_options options;
  double learning_rate;
  lr_schedule schedule;
  const finite_flag* stop;

  SFUMATO_HOST_DEVICE sgd_numbers<T> operator()(index_t step) const {
    return {static_cast<T>(learning_rate * schedule.factor(step)), static_cast<T>(options.momentum),
            static_cast<T>(options.weight_decay), static_cast<T>(stop && stop->step != 0 ? 0 : 1)};
  }
};

/// Stochastic gradient descent with momentum (Polyak 1964): b = momentum b + g, p = p - lr b.
template <elementwise_backend B>
class sgd {
 public:
  using real = typename B::real;

  /// Throws (value) where an option is out of range.
  explicit sgd(const parameter_slab<B>& slab, const sgd_options& options = {})
      : options_(options), momentum_(slab), numbers_(slab.context(), 1), count_(slab.context()) {
    require(in_range(options.momentum, 0.0, 1.0) && options.momentum < 1, error_kind::value,
            "sgd: expected a momentum in [0,1), got ", options.momentum);
    require(at_least(options.weight_decay, 0.0), error_kind::value, "sgd: expected a weight decay of at least 0, got ",
            options.weight_decay);
  }

  void step(parameter_slab<B>& slab, const optimizer_step<B>& step) {
    step.check("sgd");
    count_.next(sgd_numbers_of<real>{options_, step.learning_rate, step.rate, step.stop}, numbers_.data());
    detail::update_parameters(slab, step, sgd_update<real>{numbers_.data(), step.grad_scale}, momentum_);
  }

  void visit_state(auto&& f) { f("sgd.momentum", momentum_); }
  index_t steps() const { return count_.steps(); }
  void set_steps(index_t steps) { count_.set(steps); }

 private:
  sgd_options options_;
  companion_slab<B> momentum_;
  buffer<B, sgd_numbers<real>> numbers_;
  step_counter<B> count_;
};

}  // namespace sfumato
