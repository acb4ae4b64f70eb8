#pragma once

#include <cmath>

#include "sfumato/math/adam.hpp"
#include "sfumato/optim/optimizer.hpp"

namespace sfumato {

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

/// Adam (Kingma & Ba 2015) and AdamW (Loshchilov & Hutter 2019); the formulas stand in math/adam.hpp.
template <elementwise_backend B>
class adam {
 public:
  using scalar = typename B::scalar;

  /// Throws (value) where an option is out of range.
  explicit adam(const parameter_slab<B>& slab, const adam_options& options = {})
      : options_(options), first_moment_(slab), second_moment_(slab) {
    options.check();
  }

  void step(parameter_slab<B>& slab, const optimizer_step<B>& step) {
    step.check("adam");
    ++steps_;
    const double k = static_cast<double>(steps_), rate = step.learning_rate, decay = options_.weight_decay;
    const adam_update<scalar> update{static_cast<scalar>(1 - options_.beta1),
                                     static_cast<scalar>(1 - options_.beta2),
                                     static_cast<scalar>(rate / (1 - std::pow(options_.beta1, k))),
                                     static_cast<scalar>(1 / std::sqrt(1 - std::pow(options_.beta2, k))),
                                     static_cast<scalar>(options_.epsilon),
                                     static_cast<scalar>(options_.decoupled ? 0 : decay),
                                     static_cast<scalar>(options_.decoupled ? 1 - rate * decay : 1),
                                     step.grad_scale};
    detail::update_parameters(slab, step.average, update, first_moment_, second_moment_);
  }

  void visit_state(auto&& f) {
    f("adam.m", first_moment_);
    f("adam.v", second_moment_);
  }
  index_t steps() const { return steps_; }
  void set_steps(index_t steps) { steps_ = steps; }

 private:
  adam_options options_;
  companion_slab<B> first_moment_, second_moment_;
  index_t steps_ = 0;
};

}  // namespace sfumato
