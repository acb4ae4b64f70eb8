#pragma once

#include "3_reverse/strided.registry.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline const lab::variants<signature::strided_timesteps> strided_timesteps(
    "strided_timesteps",
    {{"rising", "the timesteps rise: sampling goes from noisy to clean, so they must fall",
      [](int timesteps, int steps) {
        std::vector<int> visited;
        for (int i = 0; i < steps; ++i) visited.push_back(i * (timesteps / steps));
        return visited;
      }},
     {"every_timestep", "there is no stride: only the first few timesteps are visited",
      [](int, int steps) {
        std::vector<int> visited;
        for (int i = steps - 1; i >= 0; --i) visited.push_back(i);
        return visited;
      }},
     {"never_reaches_0", "the timesteps lie one stride too high, so 0 is never reached", [](int timesteps, int steps) {
        std::vector<int> visited;
        for (int i = steps; i >= 1; --i) visited.push_back(i * (timesteps / steps));
        return visited;
      }}});

}  // namespace wrong
