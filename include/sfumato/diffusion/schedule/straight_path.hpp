#pragma once

#include <vector>

#include "sfumato/core/error.hpp"
#include "sfumato/core/finite.hpp"
#include "sfumato/core/shape.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// The path of flow matching (Lipman et al. 2023; Liu et al. 2023, rectified flow): x_t = (1 - t) x0 + t z, t from 0
/// (clean) to 1 (noise). A network trained on it predicts the velocity z - x0 (prediction_type::flow) and is told
/// `network_scale` t.
class straight_path {
 public:
  explicit straight_path(double network_scale = 1000) : network_scale_(network_scale) {
    require(network_scale > 0, error_kind::value, "straight_path: expected network_scale above 0, got ", network_scale);
  }

  double alpha(double t) const { return 1 - checked(t); }
  double sigma(double t) const { return checked(t); }
  double network_time(double t) const { return network_scale_ * t; }

 private:
  static double checked(double t) {
    require(t >= 0 && t <= 1, error_kind::value, "straight_path: expected a time from 0 (clean) to 1 (noise), got ", t);
    return t;
  }
  double network_scale_;
};

/// S times from 1 down, evenly spaced, then shifted towards the noise: t' = s t / (1 + (s - 1) t), as images of more
/// pixels want it (Esser et al. 2024, eq. 23); shift 1 leaves them as they are.
inline std::vector<double> flow_times(index_t count, double shift = 1) {
  require(count >= 1, error_kind::value, "flow_times: expected at least 1 step, got ", count);
  require(is_finite(shift) && above(shift, 0.0), error_kind::value, "flow_times: expected a finite shift above 0, got ",
          shift);
  std::vector<double> list;
  for (index_t i = 0; i < count; ++i) {
    const double t = static_cast<double>(count - i) / static_cast<double>(count);
    list.push_back(shift * t / (1 + (shift - 1) * t));
  }
  return list;
}

}  // namespace sfumato
