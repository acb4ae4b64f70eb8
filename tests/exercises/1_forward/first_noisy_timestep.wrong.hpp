#pragma once

#include "1_forward/snr.registry.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline const lab::variants<signature::first_noisy_timestep> first_noisy_timestep(
    "first_noisy_timestep",
    {{"last_clear_timestep", "the last timestep at which the picture is still at least as strong is returned",
      [](const curve& alpha_bars) {
        int t = -1;
        while (t + 1 < alpha_bars.size() && alpha_bars(t + 1) >= 0.5) ++t;
        return t;
      }},
     {"counted_from_1", "t is counted from 1 instead of from 0",
      [](const curve& alpha_bars) {
        for (int t = 0; t < alpha_bars.size(); ++t)
          if (alpha_bars(t) < 0.5) return t + 1;
        return -1;
      }},
     {"equal_counts_as_noisy", "an SNR of exactly 1 is taken for noisy: it must be smaller than 1",
      [](const curve& alpha_bars) {
        for (int t = 0; t < alpha_bars.size(); ++t)
          if (alpha_bars(t) <= 0.5) return t;
        return -1;
      }},
     {"length_when_never", "where no timestep is so noisy the length is returned, expected -1",
      [](const curve& alpha_bars) {
        int t = 0;
        while (t < alpha_bars.size() && alpha_bars(t) >= 0.5) ++t;
        return t;
      }},
     {"last_noisy_timestep", "the loop goes on after the first hit, so the last noisy timestep is returned",
      [](const curve& alpha_bars) {
        int found = -1;
        for (int t = 0; t < alpha_bars.size(); ++t)
          if (alpha_bars(t) < 0.5) found = t;
        return found;
      }}});

}  // namespace wrong
