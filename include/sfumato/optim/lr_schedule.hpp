#pragma once

#include <algorithm>
#include <cmath>
#include <string_view>

#include "sfumato/core/config.hpp"
#include "sfumato/core/error.hpp"
#include "sfumato/core/finite.hpp"
#include "sfumato/core/shape.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// The course of the learning rate after the warm-up.
enum class lr_course { constant, linear, cosine };

constexpr std::string_view to_string(lr_course course) {
  switch (course) {
    case lr_course::constant: return "constant";
    case lr_course::linear: return "linear";
    case lr_course::cosine: return "cosine";
  }
  return "unknown";
}

inline lr_course parse_lr_course(std::string_view name) {
  for (auto course : {lr_course::constant, lr_course::linear, lr_course::cosine})
    if (to_string(course) == name) return course;
  fail(error_kind::value, "learning rate: expected constant, linear or cosine, got ", name);
}

/// A factor on the learning rate as a function of the step = 0, 1, ...: rises linearly from 0 to 1 within warmup_steps
/// W, then, with u = (step - W) / (training_steps - W),
///
///   constant  1
///   linear    max(0, 1 - u)
///   cosine    max(0, (1 + cos(2 pi cycles u)) / 2): with half a cycle it is 0 at u = 1 and rises again behind it
///             (Loshchilov & Hutter 2017, eq. 5)
struct lr_schedule {
  lr_course course = lr_course::constant;
  index_t warmup_steps = 0;
  index_t training_steps = 0;  ///< not used by constant
  double cycles = 0.5;

  SFUMATO_HOST_DEVICE double factor(index_t step) const {
    if (step < warmup_steps) return static_cast<double>(step) / static_cast<double>(warmup_steps);
    const double u = static_cast<double>(step - warmup_steps) /
                     static_cast<double>(std::max<index_t>(1, training_steps - warmup_steps));
    switch (course) {
      case lr_course::constant: break;
      case lr_course::linear: return (std::max)(0.0, 1 - u);
      case lr_course::cosine: return (std::max)(0.0, (1 + std::cos(6.283185307179586 * cycles * u)) / 2);
    }
    return 1;
  }

  void check() const {
    require(is_finite(cycles), error_kind::value, "learning rate: expected a finite number of cycles, got ", cycles);
    require(warmup_steps >= 0, error_kind::value, "learning rate: expected warmup_steps of at least 0, got ",
            warmup_steps);
    require(course == lr_course::constant || training_steps > warmup_steps, error_kind::value, "learning rate: the ",
            course, " course needs more training steps than its ", warmup_steps, " of warm-up, got ", training_steps);
  }
};

}  // namespace sfumato
