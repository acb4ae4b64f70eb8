#pragma once

#include <cmath>

#include "sfumato/core/finite.hpp"
#include "sfumato/diffusion/solver/path.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// y phi_k(y) of exponential integrators, k = 1, 2, ... (Hochbruck & Ostermann 2005, eq. 2.10):
///
///   phi_1 = (e^y - 1) / y,   phi_(k+1) = (phi_k - 1/k!) / y;   phi_k(0) = 1/k!
///
/// y may be minus infinity for k = 1: a step to the clean image, or from pure noise.
inline double y_phi(int k, double y) {
  if (k == 1) return std::expm1(y);
  if (std::abs(y) < 0.5) {  // the recursion would cancel
    double sum = 0, term = y;
    for (int i = 2; i <= k; ++i) term /= i;
    for (int i = k + 1; std::abs(term) > 1e-18 * std::abs(y); ++i) {
      sum += term;
      term *= y / i;
    }
    return sum;
  }
  double factorial = 1, result = std::expm1(y);
  for (int i = 1; i < k; ++i) {
    factorial *= i;
    result = result / y - 1 / factorial;
  }
  return result;
}

/// Solvers of exponential type go from s to t by
///
///   x' = keep x + gain sum_k y phi_k(y) D_k
///
/// where D_1 is the network's estimate and D_2, ... its differences. In the form "data" the estimate is x0, lambda
/// grows by h: keep = sigma_t / sigma_s, gain = -alpha_t, y = -h; in the form "noise" it is epsilon: keep = alpha_t /
/// alpha_s, gain = -sigma_t, y = h (Lu et al. 2022, DPM-Solver++, eq. 8 and DPM-Solver, eq. 3.4).
enum class estimate_form { data, noise };

struct exponential_step {
  double h = 0;
  double keep = 1;
  double gain = 0, y = 0;
  double first = 0;  ///< gain y phi_1(y), finite in a step to the clean image, too

  exponential_step(const path_point& from, const path_point& to, estimate_form form) : h(to.lambda() - from.lambda()) {
    if (form == estimate_form::data) {
      keep = to.sigma / from.sigma;
      gain = -to.alpha;
      y = -h;
      first = to.alpha - keep * from.alpha;
    } else {
      require(above(from.alpha, 0.0), error_kind::value,
              "solver: the noise form cannot start at zero terminal SNR (alpha = 0); take the data form or start at an "
              "earlier timestep");
      keep = to.alpha / from.alpha;
      gain = -to.sigma;
      y = h;
      first = to.sigma - keep * from.sigma;
    }
  }
};

/// Terms of a combination that read the network's estimates: now, and those of earlier steps in a ring of kept ones.
class estimate_history {
 public:
  estimate_history(estimate_form form, int length) : form_(form), length_(length) {}

  /// The weight of the estimate of `ago` steps before step i.
  double& weight(combination& terms, std::size_t i, int ago) const {
    if (ago == 0) return form_ == estimate_form::data ? terms.x0 : terms.epsilon;
    return terms.kept[(i - static_cast<std::size_t>(ago)) % static_cast<std::size_t>(length_)];
  }
  /// Keeps the estimate of step i, in the place of the oldest.
  void keep(solver_stage& stage, std::size_t i) const {
    stage.keep_slot = static_cast<int>(i % static_cast<std::size_t>(length_));
    stage.keep_x0 = form_ == estimate_form::data;
  }

 private:
  estimate_form form_;
  int length_;
};

}  // namespace sfumato
