#pragma once

#include <utility>

#include "sfumato/diffusion/denoiser.hpp"
#include "sfumato/diffusion/edm.hpp"
#include "sfumato/diffusion/schedule/sigma_schedule.hpp"
#include "sfumato/tensor/buffer.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// The scaling at a sigma, from the backend's memory or from here.
template <class T>
struct edm_scaling_into {
  const T* in_backend;
  T sigma, sigma_data, time_scale;
  edm_scaling<T>* to;

  SFUMATO_HOST_DEVICE void operator()(index_t) const {
    *to = edm_scaling_at(in_backend ? *in_backend : sigma, sigma_data, time_scale);
  }
};

/// What the network sees: in x.
template <class T>
struct edm_input {
  const edm_scaling<T>* at;

  template <class P>
  SFUMATO_HOST_DEVICE void operator()(P& scaled, const P& x) const {
    scaled = at->in * x;
  }
};

/// The estimate of x0 in the place of the network's answer: skip x + out F.
template <class T>
struct edm_estimate {
  const edm_scaling<T>* at;

  template <class P>
  SFUMATO_HOST_DEVICE void operator()(P& answer, const P& x) const {
    answer = at->skip * x + at->out * answer;
  }
};

/// A network F trained by edm_objective as what solvers want, a denoiser that predicts x0 (Karras et al. 2022, eq. 7):
///
///   D(x; sigma) = skip x + out F(in x, time)
///
/// on x = x0 + sigma e, told sigma as its time: of a sigma_schedule. F is any denoiser; what its prediction() says is
/// not asked, since F gives none of the usual ones. Nothing is asked of the host and nothing allocated after the first
/// call.
template <elementwise_backend B, denoiser<B> D>
class edm_denoiser {
 public:
  using real = typename B::real;
  using context = typename B::context;
  using backend_type = B;

  /// Throws (value) naming what is out of range. largest: sigmas above it are refused; those of a schedule for
  /// timesteps are.
  explicit edm_denoiser(D network, const edm_preconditioning& by = {}, double largest = sigma_schedule().largest())
      : network_(std::move(network)), by_((by.check(), by)), largest_(largest) {}

  /// The same network told no condition: what guidance compares with.
  edm_denoiser unconditional() const requires(requires(const D& d) { d.unconditional(); }) {
    return edm_denoiser(network_.unconditional(), by_, largest_);
  }

  prediction_type prediction() const { return prediction_type::sample; }
  index_t output_channels() const { return network_.output_channels(); }

  /// x = x0 + sigma e (N,H,W,C). Throws (value) for a sigma that is not above 0 and at most the largest, (shape) where
  /// out is not as x.
  void operator()(context& ctx, view<const real> x, sampling_time<real> sigma, view<real> out) {
    require(out.extent == x.extent, error_kind::shape, "edm_denoiser: expected an output of shape ", x.extent, ", got ",
            out.extent, " (learned variances have no place in it)");
    require(above(sigma.t, 0.0) && in_range(sigma.t, 0.0, largest_ * (1 + 1e-12)), error_kind::value,
            "edm_denoiser: expected a sigma above 0 and at most ", largest_, " as its time, got ", sigma.t,
            "; plan on a sigma_schedule");
    if (at_.size() == 0) at_ = buffer<B, edm_scaling<real>>(ctx, 1);
    scaled_.grow(ctx, x.size());
    const real now = static_cast<real>(sigma.t), data = static_cast<real>(by_.sigma_data);
    B::for_each_index(
        ctx, 1, edm_scaling_into<real>{sigma.in_backend, now, data, static_cast<real>(by_.time_scale), at_.data()});
    B::for_each(ctx, x.size(), edm_input<real>{at_.data()}, scaled_.data(), x.data);
    network_(ctx, view<const real>(scaled_.as(x.extent)), sampling_time<real>(by_.at(sigma.t).time, &at_.data()->time),
             out);
    B::for_each(ctx, x.size(), edm_estimate<real>{at_.data()}, out.data, x.data);
  }

  void weights_changed() requires(requires(D& d) { d.weights_changed(); }) { network_.weights_changed(); }

  index_t evaluations_per_call() const { return sfumato::evaluations_per_call(network_); }
  double flops(const shape& extent) const { return flops_per_call(network_, extent); }
  double memory_bytes() const { return sfumato::memory_bytes(network_) + scaled_.bytes() + at_.bytes(); }

 private:
  D network_;
  edm_preconditioning by_;
  double largest_;
  buffer<B, edm_scaling<real>> at_;
  real_buffer<B> scaled_;
};

}  // namespace sfumato
