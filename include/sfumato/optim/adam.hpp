#pragma once

#include <cmath>

#include "sfumato/math/adam.hpp"
#include "sfumato/optim/optimizer.hpp"

namespace sfumato::inline SFUMATO_ISA {

struct adam_options {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0;
  /// false: weight_decay times the parameter is added to the gradient (L2). true: the parameter shrinks by 1 -
  /// lr weight_decay, untouched by the moments (AdamW).
  bool decoupled = false;

  void check() const {
    for (const double beta : {beta1, beta2})
      require(in_range(beta, 0.0, 1.0) && beta < 1, error_kind::value, "adam: expected betas in [0,1), got ", beta);
    require(above(epsilon, 0.0), error_kind::value, "adam: expected epsilon above 0, got ", epsilon);
    require(at_least(weight_decay, 0.0), error_kind::value, "adam: expected a weight decay of at least 0, got ",
            weight_decay);
  }
};

inline adam_options adamw_options(double weight_decay = 0.01) {
  return {.weight_decay = weight_decay, .decoupled = true};
}

/// The numbers of Adam at step 0, 1, ...
template <class T>
struct adam_numbers_of {
  adam_options options;
  double learning_rate;
  lr_schedule schedule;
  const finite_flag* stop;

  SFUMATO_HOST_DEVICE adam_numbers<T> operator()(index_t step) const {
    const double k = static_cast<double>(step + 1), rate = learning_rate * schedule.factor(step);
    const double decay = options.weight_decay;
    return {static_cast<T>(1 - options.beta1),
            static_cast<T>(1 - options.beta2),
            static_cast<T>(rate / (1 - std::pow(options.beta1, k))),
            static_cast<T>(1 / std::sqrt(1 - std::pow(options.beta2, k))),
            static_cast<T>(options.epsilon),
            static_cast<T>(options.decoupled ? 0 : decay),
            static_cast<T>(options.decoupled ? 1 - rate * decay : 1),
            static_cast<T>(stop && stop->step != 0 ? 0 : 1)};
  }
};

/// Adam (Kingma & Ba 2015) and AdamW (Loshchilov & Hutter 2019); the formulas stand in math/adam.hpp.
template <elementwise_backend B>
class adam {
 public:
  using real = typename B::real;

  /// Throws (value) where an option is out of range.
  explicit adam(const parameter_slab<B>& slab, const adam_options& options = {})
      : options_(options),
        first_moment_(slab),
        second_moment_(slab),
        numbers_(slab.context(), 1),
        count_(slab.context()) {
    options.check();
  }

  void step(parameter_slab<B>& slab, const optimizer_step<B>& step) {
    step.check("adam");
    count_.next(adam_numbers_of<real>{options_, step.learning_rate, step.rate, step.stop}, numbers_.data());
    detail::update_parameters(slab, step, adam_update<real>{numbers_.data(), step.grad_scale}, first_moment_,
                              second_moment_);
  }

  void visit_state(auto&& f) {
    f("adam.m", first_moment_);
    f("adam.v", second_moment_);
  }
  index_t steps() const { return count_.steps(); }
  void set_steps(index_t steps) { count_.set(steps); }

 private:
  adam_options options_;
  companion_slab<B> first_moment_, second_moment_;
  buffer<B, adam_numbers<real>> numbers_;
  step_counter<B> count_;
};

}  // namespace sfumato
