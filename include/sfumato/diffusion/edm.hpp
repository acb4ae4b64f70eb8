#pragma once

#include "sfumato/core/error.hpp"
#include "sfumato/core/finite.hpp"
#include "sfumato/math/edm.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// What objective and denoiser of EDM must agree about.
struct edm_preconditioning {
  /// The standard deviation of the data: of all pixels of all images together.
  double sigma_data = 0.5;
  /// The network is told time_scale ln(sigma) / 4. From sigma 0.002 to 80 that logarithm moves by 2.65 only, and a
  /// sinusoidal embedding made for timesteps 0 ... T-1 tells times apart that differ by about 1. So times the scale it
  /// should cover about T: 100 for the T = 200 of simple_unet, 400 for networks made for T = 1000.
  double time_scale = 100;

  /// Throws (value) naming what is out of range.
  void check() const {
    require(is_finite(sigma_data) && above(sigma_data, 0.0), error_kind::value,
            "edm: expected a finite sigma_data above 0, got ", sigma_data);
    require(is_finite(time_scale) && above(time_scale, 0.0), error_kind::value,
            "edm: expected a finite time_scale above 0, got ", time_scale);
  }

  template <class T>
  edm_scaling<T> at(T sigma) const {
    return edm_scaling_at(sigma, static_cast<T>(sigma_data), static_cast<T>(time_scale));
  }
};

}  // namespace sfumato
