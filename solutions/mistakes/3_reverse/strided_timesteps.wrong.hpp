#pragma once

#include "3_reverse/strided.registry.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline std::function<signature::strided_timesteps> visiting(
    const std::function<int(int i, int timesteps, int steps)>& at) {
  return [at](int timesteps, int steps) {
    std::vector<int> visited;
    for (int i = steps - 1; i >= 0; --i) visited.push_back(at(i, timesteps, steps));
    return visited;
  };
}

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
     {"never_reaches_0", "the timesteps lie one stride too high, so 0 is never reached",
      [](int timesteps, int steps) {
        std::vector<int> visited;
        for (int i = steps; i >= 1; --i) visited.push_back(i * (timesteps / steps));
        return visited;
      }}},
    {{"starts_at_the_last_timestep",
      "the steps are counted down from the last timestep, timesteps - 1: they begin at (steps - 1) * stride and end at "
      "0",
      visiting([](int i, int timesteps, int steps) { return timesteps - 1 - (steps - 1 - i) * (timesteps / steps); })},
     {"starts_at_the_last_timestep_and_rises", "the last timestep, timesteps - 1, minus i * stride is visited, rising",
      [](int timesteps, int steps) {
        std::vector<int> visited;
        for (int i = steps - 1; i >= 0; --i) visited.push_back(timesteps - 1 - i * (timesteps / steps));
        return visited;
      }},
     {"starts_at_timesteps",
      "the steps are counted down from timesteps, which is one stride too high, and 0 is never reached",
      visiting([](int i, int timesteps, int steps) { return timesteps - (steps - 1 - i) * (timesteps / steps); })},
     {"stride_is_steps", "steps itself is taken for the stride: the stride is timesteps / steps",
      visiting([](int i, int, int steps) { return i * steps; })},
     {"not_a_whole_stride",
      "the stride is not a whole number: i * timesteps is divided last, timesteps / steps must be divided first",
      visiting([](int i, int timesteps, int steps) { return i * timesteps / steps; })},
     {"stride_rounded_up", "the stride is rounded up: a division of whole numbers rounds down",
      visiting([](int i, int timesteps, int steps) { return i * ((timesteps + steps - 1) / steps); })},
     {"linspace", "the timesteps are spread from 0 to timesteps - 1: here a stride of whole numbers is used",
      visiting([](int i, int timesteps, int steps) { return steps == 1 ? 0 : i * (timesteps - 1) / (steps - 1); })},
     {"zero_missing", "the loop stops before 0: the last step, 0, is missing",
      [](int timesteps, int steps) {
        std::vector<int> visited;
        for (int i = steps - 1; i > 0; --i) visited.push_back(i * (timesteps / steps));
        return visited;
      }},
     {"one_too_many", "there is one step too many: the first is (steps - 1) * stride",
      [](int timesteps, int steps) {
        std::vector<int> visited;
        for (int i = steps; i >= 0; --i) visited.push_back(i * (timesteps / steps));
        return visited;
      }},
     {"first_one_missing", "the first, noisiest step is missing: the loop begins one stride too late",
      [](int timesteps, int steps) {
        std::vector<int> visited;
        for (int i = steps - 2; i >= 0; --i) visited.push_back(i * (timesteps / steps));
        return visited;
      }},
     {"every_timestep_of_all", "all timesteps are visited: only steps of them should be",
      [](int timesteps, int) {
        std::vector<int> visited;
        for (int t = timesteps - 1; t >= 0; --t) visited.push_back(t);
        return visited;
      }},
     {"while_t_is_left",
      "the stride is walked down from the last timestep until nothing is left, whatever number of steps that makes",
      [](int timesteps, int steps) {
        std::vector<int> visited;
        for (int t = timesteps - 1; t >= 0; t -= timesteps / steps) visited.push_back(t);
        return visited;
      }},
     {"always_the_stride", "the stride itself is visited again and again: it must be multiplied by i",
      visiting([](int, int timesteps, int steps) { return timesteps / steps; })},
     {"empty", "the list stays empty: visited.push_back(t) appends one", [](int, int) { return std::vector<int>{}; }},
     {"one_off", "every timestep is one too low: the timesteps are multiples of the stride",
      visiting([](int i, int timesteps, int steps) { return i * (timesteps / steps) - 1; })},
     {"one_up", "every timestep is one too high: the timesteps are multiples of the stride, and end at 0",
      visiting([](int i, int timesteps, int steps) { return i * (timesteps / steps) + 1; })}});

}  // namespace wrong
