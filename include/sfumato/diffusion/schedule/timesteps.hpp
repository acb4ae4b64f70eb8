#pragma once

#include <cmath>
#include <string_view>
#include <vector>

#include "sfumato/core/error.hpp"
#include "sfumato/core/finite.hpp"
#include "sfumato/core/shape.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// How S inference timesteps are chosen among the T of training (Lin et al. 2024, table 2).
/// leading: 0, k, 2k, ... with k = T/S rounded down; never reaches T-1. linspace: evenly from 0 to T-1. trailing: T-1,
/// T-1-T/S, ...; starts at T-1, which zero terminal SNR needs.
enum class timestep_spacing { leading, trailing, linspace };

constexpr std::string_view to_string(timestep_spacing spacing) {
  switch (spacing) {
    case timestep_spacing::leading: return "leading";
    case timestep_spacing::trailing: return "trailing";
    case timestep_spacing::linspace: return "linspace";
  }
  return "unknown";
}

inline timestep_spacing parse_timestep_spacing(std::string_view name) {
  for (auto spacing : {timestep_spacing::leading, timestep_spacing::trailing, timestep_spacing::linspace})
    if (to_string(spacing) == name) return spacing;
  fail(error_kind::value, "timestep spacing: expected leading, trailing or linspace, got ", name);
}

/// A list of timesteps in the order of use: from noisy to clean, each in [0, T-1] and below the one before. Throws,
/// with the entry at fault, otherwise.
inline const std::vector<double>& checked_timesteps(const std::vector<double>& list, index_t train_timesteps) {
  require(!list.empty(), error_kind::value, "timesteps: expected at least 1, got an empty list");
  for (std::size_t i = 0; i < list.size(); ++i) {
    require(in_range(list[i], 0.0, static_cast<double>(train_timesteps - 1)), error_kind::value,
            "timesteps: expected values from 0 to ", train_timesteps - 1, ", got ", list[i], " at position ", i);
    require(i == 0 || list[i] < list[i - 1], error_kind::value,
            "timesteps: expected a list that falls from noisy to clean without repetition, got ", list[i], " after ",
            i == 0 ? 0.0 : list[i - 1], " at position ", i);
  }
  return list;
}

/// S of the T training timesteps. Throws if S < 1 or S > T, or if the offset (which only `leading` uses) leaves [0,
/// T-1].
struct steps {
  explicit steps(index_t step_count, timestep_spacing step_spacing = timestep_spacing::leading, index_t step_offset = 0)
      : count(step_count), spacing(step_spacing), offset(step_offset) {}

  index_t count;
  timestep_spacing spacing;
  index_t offset;

  /// The list in the order of use, from noisy to clean.
  std::vector<double> of(index_t train_timesteps) const {
    require(count >= 1, error_kind::value, "steps: expected at least 1 step, got ", count);
    require(count <= train_timesteps, error_kind::value, "steps: expected at most ", train_timesteps,
            " steps, the number of training timesteps, got ", count);
    const double t_count = static_cast<double>(train_timesteps), s_count = static_cast<double>(count);
    // Two numbers near T are subtracted, as reference implementations do: their rounding decides ties at one half.
    const double trailing_stride = (t_count - t_count / s_count) - t_count;
    const double linspace_stride = count == 1 ? 0 : (t_count - 1) / (s_count - 1);
    std::vector<double> list;
    list.reserve(static_cast<std::size_t>(count));
    for (index_t i = 0; i < count; ++i) {
      const index_t ascending = count - 1 - i;
      switch (spacing) {
        case timestep_spacing::leading:
          list.push_back(static_cast<double>(ascending * (train_timesteps / count)) + static_cast<double>(offset));
          break;
        case timestep_spacing::trailing:
          list.push_back(std::nearbyint(t_count + static_cast<double>(i) * trailing_stride) - 1);
          break;
        case timestep_spacing::linspace:
          list.push_back(std::nearbyint(static_cast<double>(ascending) * linspace_stride));
          break;
      }
    }
    return checked_timesteps(list, train_timesteps);
  }
};

}  // namespace sfumato::inline SFUMATO_ISA
