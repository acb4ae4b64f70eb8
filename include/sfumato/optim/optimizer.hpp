#pragma once

#include "sfumato/optim/ema.hpp"
#include "sfumato/optim/lr_schedule.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// What a step of an optimizer takes beside the gradients in the slab.
template <elementwise_backend B>
struct optimizer_step {
  double learning_rate = 1e-3;
  /// Times its factor at the optimizer's step 0, 1, ...
  lr_schedule rate = {};
  /// In the backend's memory, a factor on all gradients (gradient_clip::factor); null is 1.
  const typename B::real* grad_scale = nullptr;
  /// Takes in the new parameters, in the same pass.
  ema<B>* average = nullptr;
  /// In the backend's memory: where it says that something was not finite, the step changes nothing. Null: never.
  const finite_flag* stop = nullptr;

  void check(const char* optimizer) const {
    require(is_finite(learning_rate) && learning_rate >= 0, error_kind::value, optimizer,
            ": expected a learning rate of at least 0, got ", learning_rate);
  }
};

/// An optimizer changes the parameters of a slab by their gradients; what it remembers between steps can be saved:
/// `visit_state(f)` calls f("name", companion_slab) for each array, and steps() counts.
template <class O, class B>
concept optimizer = elementwise_backend<B> &&
    requires(O& o, const O& c, parameter_slab<B>& slab, const optimizer_step<B>& step, index_t n) {
  o.step(slab, step);
  o.visit_state(any_functor{});
  { c.steps() } -> std::same_as<index_t>;
  o.set_steps(n);
};

namespace detail {

/// update(p, state..., gradient) for every parameter, and its moving average if there is one, in one pass.
template <elementwise_backend B, class Update>
void update_parameters(parameter_slab<B>& slab, const optimizer_step<B>& step, const Update& update,
                       std::same_as<companion_slab<B>> auto&... state) {
  using T = typename B::real;
  const auto fits = [&](const companion_slab<B>& array) {
    require(array.size() == slab.size(), error_kind::shape, "optimizer: expected the slab of ", array.size(),
            " parameters that it was made for, got one of ", slab.size());
  };
  (fits(state), ...);
  if (step.average) fits(step.average->values());
  const T* grads = slab.grads();
  if (step.average) {
    const update_and_average<Update, T> both{update, step.average->next_update(step.stop)};
    B::for_each(slab.context(), slab.size(), both, step.average->values().data(), slab.values(), state.data()...,
                grads);
  } else {
    B::for_each(slab.context(), slab.size(), update, slab.values(), state.data()..., grads);
  }
}

}  // namespace detail
}  // namespace sfumato
