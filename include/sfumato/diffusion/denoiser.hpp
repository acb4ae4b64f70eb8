#pragma once

#include <concepts>
#include <utility>

#include "sfumato/backend/concept.hpp"
#include "sfumato/core/view.hpp"
#include "sfumato/diffusion/prediction.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// The time of a call: a number, and within a sampling run the same number in the memory of the backend, for a denoiser
/// that queues its work without saying which step it is.
template <class R>
struct sampling_time {
  double t = 0;
  const R* in_backend = nullptr;

  constexpr sampling_time(double time, const R* place = nullptr) : t(time), in_backend(place) {}
  constexpr operator double() const { return t; }
};

/// Anything that can be sampled from: `d(ctx, x, t, out)` writes the prediction for the noisy images x (N,H,W,C) at
/// timestep t, the same for all, to out (N,H,W,output_channels). output_channels is C, or 2C where the second half is a
/// learned variance. An image's prediction must not depend on the others of the batch.
///
/// It may also tell what it costs: `flops(x.extent)` per call, `evaluations_per_call()`, `memory_bytes()`.
template <class D, class B>
concept denoiser = elementwise_backend<B> && requires(D& d, typename B::context& ctx, view<const typename B::real> x,
                                                      sampling_time<typename B::real> t, view<typename B::real> out) {
  { d.prediction() } -> std::convertible_to<prediction_type>;
  { d.output_channels() } -> std::convertible_to<index_t>;
  d(ctx, x, t, out);
};

/// A function f(ctx, x, t, out) as a denoiser.
template <class F>
class function_denoiser {
 public:
  function_denoiser(prediction_type prediction, index_t output_channels, F function)
      : prediction_(prediction), output_channels_(output_channels), function_(std::move(function)) {}

  prediction_type prediction() const { return prediction_; }
  index_t output_channels() const { return output_channels_; }

  template <class Context, class X, class Time, class Out>
  auto operator()(Context& ctx, X x, Time t, Out out) -> decltype(std::declval<F&>()(ctx, x, t, out)) {
    return function_(ctx, x, t, out);
  }

 private:
  prediction_type prediction_;
  index_t output_channels_;
  F function_;
};

/// What a denoiser reports of its cost; 1 evaluation, 0 FLOPs and 0 bytes where it reports nothing.
template <class D>
index_t evaluations_per_call(const D& d) {
  if constexpr (requires { d.evaluations_per_call(); })
    return d.evaluations_per_call();
  else
    return 1;
}

template <class D>
double flops_per_call(const D& d, const shape& extent) {
  if constexpr (requires { d.flops(extent); })
    return static_cast<double>(d.flops(extent));
  else
    return 0;
}

template <class D>
double memory_bytes(const D& d) {
  if constexpr (requires { d.memory_bytes(); })
    return static_cast<double>(d.memory_bytes());
  else
    return 0;
}

}  // namespace sfumato
