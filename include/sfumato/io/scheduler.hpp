#pragma once

#include <cstddef>
#include <variant>
#include <vector>

#include "sfumato/diffusion/schedule/alpha_bar_table.hpp"
#include "sfumato/diffusion/solver/ddim.hpp"
#include "sfumato/diffusion/solver/ddpm.hpp"
#include "sfumato/diffusion/solver/dpm_solver.hpp"
#include "sfumato/diffusion/solver/euler.hpp"
#include "sfumato/diffusion/solver/euler_ancestral.hpp"
#include "sfumato/diffusion/solver/heun.hpp"
#include "sfumato/diffusion/solver/path_choice.hpp"
#include "sfumato/diffusion/solver/pndm.hpp"
#include "sfumato/diffusion/solver/unipc.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// What a scheduler_config.json of Hugging Face comes to: a schedule, what the network predicts, a solver, and how its
/// points are chosen. See scheduler_config.
struct scheduler {
  using any_solver = std::variant<ddpm, ddim, pndm, euler, euler_ancestral, heun, dpm_solver, unipc>;

  alpha_bar_table schedule;
  prediction_type prediction = prediction_type::epsilon;
  any_solver solver = {};
  path_choice choice = {};

  /// The plan of a run of that many steps.
  solver_plan plan(index_t count) const { return plan(choice.of(schedule, count)); }

  /// The plan through points; DDPM, DDIM and PNDM use their timesteps alone.
  solver_plan plan(const solver_path& points) const {
    return std::visit(
        [&](const auto& solver_value) {
          if constexpr (requires { solver_value.added; })
            return solver_value.plan(points, starts(points, solver_value.added), prediction);
          else if constexpr (requires { solver_value.plan(points, prediction); })
            return solver_value.plan(points, prediction);
          else
            return solver_value.plan(schedule, timesteps(points), prediction);
        },
        solver);
  }

  /// Those at which the steps start.
  static std::vector<double> timesteps(const solver_path& points) {
    std::vector<double> list;
    for (std::size_t i = 0; i + 1 < points.size(); ++i) list.push_back(points[i].timestep);
    return list;
  }

 private:
  solver_path starts(const solver_path& points, const churn& added) const {
    if (!added.ask_first) return churned_starts(schedule, points, added);
    solver_path result = points;
    for (path_point& point : result) {
      const double sigma = added.raised(point.ratio(), points.size() - 1);
      if (sigma > point.ratio()) point = path_choice::at_ratio(sigma, point.timestep);
    }
    return result;
  }
};

}  // namespace sfumato
