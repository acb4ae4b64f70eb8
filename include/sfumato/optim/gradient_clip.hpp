#pragma once

#include <cmath>

#include "sfumato/core/finite.hpp"
#include "sfumato/math/clip_factor.hpp"
#include "sfumato/math/squared_error.hpp"
#include "sfumato/tensor/parameter.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Keeps a step from being thrown far by one bad batch: where the norm over all gradients together exceeds the limit,
/// all are scaled by limit / (norm + 1e-6) (Pascanu et al. 2013).
///
/// Norm and factor stay in the backend's memory, so that nobody waits for them: an optimizer reads the factor from
/// there.
template <elementwise_backend B>
class gradient_clip {
 public:
  using real = typename B::real;

  /// Throws (value) unless the limit is above 0.
  gradient_clip(typename B::context& ctx, double limit)
      : ctx_(&ctx), limit_(static_cast<real>(limit)), squared_norm_(ctx, 1), factor_(ctx, 1) {
    require(above(limit, 0.0), error_kind::value, "gradient clipping: expected a norm above 0, got ", limit);
  }

  /// Measures the slab's gradients and returns the place of the factor, for optimizer_step::grad_scale.
  const real* factor(parameter_slab<B>& slab) {
    const real* grads = slab.grads();
    B::reduce(*ctx_, squared_norm_.data(), real(1), slab.size(), product{}, grads, grads);
    B::for_each(*ctx_, 1, clip_factor<real>{limit_}, factor_.data(), static_cast<const real*>(squared_norm_.data()));
    return factor_.data();
  }

  /// The norm last measured, before clipping. Waits for it.
  double norm() const {
    real squared = 0;
    B::download(*ctx_, &squared, squared_norm_.data(), 1);
    return std::sqrt(static_cast<double>(squared));
  }

 private:
  typename B::context* ctx_;
  real limit_;
  real_buffer<B> squared_norm_, factor_;
};

}  // namespace sfumato
