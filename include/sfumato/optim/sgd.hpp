#pragma once

#include "sfumato/math/sgd.hpp"
#include "sfumato/optim/optimizer.hpp"

namespace sfumato {

struct sgd_options {
  double momentum = 0;
  double weight_decay = 0;  ///< times the parameter, added to the gradient
};

/// Stochastic gradient descent with momentum (Polyak 1964): b = momentum b + g, p = p - lr b.
template <elementwise_backend B>
class sgd {
 public:
  using scalar = typename B::scalar;

  /// Throws (value) where an option is out of range.
  explicit sgd(const parameter_slab<B>& slab, const sgd_options& options = {}) : options_(options), momentum_(slab) {
    require(in_range(options.momentum, 0.0, 1.0) && options.momentum < 1, error_kind::value,
            "sgd: expected a momentum in [0,1), got ", options.momentum);
    require(at_least(options.weight_decay, 0.0), error_kind::value, "sgd: expected a weight decay of at least 0, got ",
            options.weight_decay);
  }

  void step(parameter_slab<B>& slab, const optimizer_step<B>& step) {
    step.check("sgd");
    ++steps_;
    const sgd_update<scalar> update{static_cast<scalar>(step.learning_rate), static_cast<scalar>(options_.momentum),
                                    static_cast<scalar>(options_.weight_decay), step.grad_scale};
    detail::update_parameters(slab, step.average, update, momentum_);
  }

  void visit_state(auto&& f) { f("sgd.momentum", momentum_); }
  index_t steps() const { return steps_; }
  void set_steps(index_t steps) { steps_ = steps; }

 private:
  sgd_options options_;
  companion_slab<B> momentum_;
  index_t steps_ = 0;
};

}  // namespace sfumato
