#pragma once

#include <string>
#include <vector>

#include "lab/model/sampling.hpp"

namespace sfumato::lab {

/// The solvers by the names that `--solver` takes; which of them suits a model, plan_for() says. Of consistency
/// models alone lcm makes the best; with others its pictures are rough.
inline const std::vector<std::string>& solver_names() {
  static const std::vector<std::string> names = {
      "ddpm",       "ddim",           "pndm",  "euler", "euler_ancestral", "heun",
      "dpm_solver", "dpm_solver_sde", "unipc", "lcm",   "flow_euler"};
  return names;
}

/// By the names that `--spacing` takes.
inline const std::vector<std::string>& spacing_names() {
  static const std::vector<std::string> names = {"trailing", "leading", "linspace"};
  return names;
}

/// By the names that `--sigmas` takes; lu is another one of exponential.
inline const std::vector<std::string>& sigma_spacing_names() {
  static const std::vector<std::string> names = {"karras", "exponential", "lu"};
  return names;
}

}  // namespace sfumato::lab
