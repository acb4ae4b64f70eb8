#pragma once

#include <type_traits>
#include <utility>

#include "sfumato/core/error.hpp"
#include "sfumato/core/finite.hpp"
#include "sfumato/diffusion/denoiser.hpp"
#include "sfumato/math/guidance.hpp"
#include "sfumato/tensor/buffer.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Two denoisers as one, steered by classifier-free guidance: e = e_uncond + w (e_cond - e_uncond) (Ho & Salimans
/// 2022). The scale w = 1 evaluates the conditional one alone. Learned variances (2C output channels) are refused.
template <class B, class Conditional, class Unconditional>
class guided {
  static_assert(
      denoiser<Conditional, B> && denoiser<Unconditional, B>,
      "guided<B, Conditional, Unconditional>: both must be denoisers on B: prediction(), output_channels() and "
      "operator()(ctx, x, t, out)");

 public:
  using real = typename B::real;
  using context = typename B::context;

  /// Throws if the two predict different things, or the scale is not finite.
  guided(Conditional conditional, Unconditional unconditional, double scale)
      : unconditional_(std::move(unconditional)), conditional_(std::move(conditional)), scale_(checked(scale)) {
    require(conditional_.prediction() == unconditional_.prediction(), error_kind::value,
            "guided: expected two denoisers of one prediction type, got ", conditional_.prediction(), " and ",
            unconditional_.prediction());
    require(conditional_.output_channels() == unconditional_.output_channels(), error_kind::shape,
            "guided: expected two denoisers of as many channels, got ", conditional_.output_channels(), " and ",
            unconditional_.output_channels());
  }

  /// The same network told its condition and told none.
  guided(Conditional denoiser, double scale) requires(std::is_same_v<Conditional, Unconditional>)
      : unconditional_(denoiser.unconditional()), conditional_(std::move(denoiser)), scale_(checked(scale)) {}

  prediction_type prediction() const { return conditional_.prediction(); }
  index_t output_channels() const { return conditional_.output_channels(); }
  double scale() const { return scale_; }

  void operator()(context& ctx, view<const real> x, sampling_time<real> t, view<real> out) {
    require(out.extent == x.extent, error_kind::shape, "guided: expected an output of shape ", x.extent, ", got ",
            out.extent, " (learned variances cannot be guided)");
    conditional_(ctx, x, t, out);
    if (scale_ == 1) return;
    other_.grow(ctx, out.size());
    unconditional_(ctx, x, t, other_.as(out.extent));
    B::for_each(ctx, out.size(), guidance<real>{static_cast<real>(scale_)}, out.data,
                static_cast<const real*>(other_.data()));
  }

  index_t evaluations_per_call() const {
    const index_t one = sfumato::evaluations_per_call(conditional_);
    return scale_ == 1 ? one : one + sfumato::evaluations_per_call(unconditional_);
  }
  double flops(const shape& extent) const {
    const double one = flops_per_call(conditional_, extent);
    return scale_ == 1 ? one : one + flops_per_call(unconditional_, extent);
  }
  double memory_bytes() const {
    return sfumato::memory_bytes(conditional_) + sfumato::memory_bytes(unconditional_) + other_.bytes();
  }

 private:
  static double checked(double scale) {
    require(is_finite(scale), error_kind::value, "guided: expected a finite scale, got ", scale);
    return scale;
  }

  Unconditional unconditional_;
  Conditional conditional_;
  double scale_;
  real_buffer<B> other_;
};

}  // namespace sfumato
