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

/// S of the T training timesteps. Trailing spacing, the usual one, begins at the noisiest timestep, as noise alone
/// wants (Lin et al. 2024, section 3.3). of() throws if S < 1 or S > T, if the offset (which only `leading` uses)
/// leaves [0, T-1], or if a timestep occurs twice.
struct steps {
  explicit steps(index_t step_count, timestep_spacing step_spacing = timestep_spacing::trailing,
                 index_t step_offset = 0)
      : count(step_count), spacing(step_spacing), offset(step_offset) {}

  index_t count;
  timestep_spacing spacing;
  index_t offset;
  /// linspace: fractions are rounded to timesteps of the training. Solvers in sigma can do without.
  bool rounded = true;
  /// linspace and leading: S + 1 timesteps, the cleanest of them left out, as reference implementations of DPM-Solver
  /// have it; it becomes the point that the last step leads to.
  bool drop_last = false;
  /// The list begins below this timestep; 0: below T, the number of training timesteps.
  index_t begin_below = 0;

  /// The list in the order of use, from noisy to clean.
  std::vector<double> of(index_t train_timesteps) const {
    require(count >= 1, error_kind::value, "steps: expected at least 1 step, got ", count);
    require(count <= train_timesteps, error_kind::value, "steps: expected at most ", train_timesteps,
            " steps, the number of training timesteps, got ", count);
    require(begin_below >= 0 && begin_below <= train_timesteps, error_kind::value,
            "steps: expected begin_below from 0 to ", train_timesteps, ", got ", begin_below);
    const index_t top = begin_below == 0 ? train_timesteps : begin_below;
    return checked_timesteps(spacing == timestep_spacing::trailing ? trailing(train_timesteps, top) : ascending(top),
                             train_timesteps);
  }

 private:
  std::vector<double> ascending(index_t top) const {
    const index_t points = count + (drop_last ? 1 : 0), whole_stride = top / points;
    const double stride = points == 1 ? 0 : static_cast<double>(top - 1) / static_cast<double>(points - 1);
    std::vector<double> list;
    for (index_t i = points - 1; i >= points - count; --i) {
      const double evenly = static_cast<double>(i) * stride;
      list.push_back(spacing == timestep_spacing::leading ? static_cast<double>(i * whole_stride + offset)
                     : rounded                            ? std::nearbyint(evenly)
                                                          : evenly);
    }
    return list;
  }

  /// Every T/S-th from the top: fewer than S where that is below T.
  std::vector<double> trailing(index_t train_timesteps, index_t top) const {
    const double first = static_cast<double>(top);
    // Two numbers near T are subtracted, as reference implementations do: their rounding decides ties at one half.
    const double stride = (first - static_cast<double>(train_timesteps) / static_cast<double>(count)) - first;
    std::vector<double> list;
    for (index_t i = 0; i < count; ++i) {
      const double t = first + static_cast<double>(i) * stride;
      if (top < train_timesteps && t <= 0) break;
      list.push_back(std::nearbyint(t) - 1);
    }
    return list;
  }
};

}  // namespace sfumato
