#pragma once

#include "1_forward/snr.registry.hpp"
#include "judge/variants.hpp"

namespace wrong {

/// The first timestep at which `noisy` says so; `never` where it does not.
inline std::function<signature::first_noisy_timestep> first_where(const std::function<bool(scalar alpha_bar)>& noisy,
                                                                  int never = -1, int from = 0, int to = 0) {
  return [=](const curve& alpha_bars) {
    for (int t = from; t < alpha_bars.size() - to; ++t)
      if (noisy(alpha_bars(t))) return t;
    return never;
  };
}
inline bool is_noisy(scalar alpha_bar) { return alpha_bar < 0.5; }

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
      }}},
    {{"zero_when_never", "where no timestep is so noisy 0 is returned, expected -1", first_where(is_noisy, 0)},
     {"the_very_first",
      "the very first t is taken for noisy: the comparison is the wrong way round (> for <), the SNR upside down or "
      "without "
      "its brackets, alpha_bar itself compared with 1, or the value returned instead of its index t",
      [](const curve&) { return 0; }},
     {"snr_below_0", "the SNR is compared with 0, which is for decibels: as a ratio it is compared with 1",
      first_where([](scalar a) { return a / (1 - a) < 0; })},
     {"snr_in_decibels", "the SNR in decibels is compared with 1: equally strong is 0 dB",
      first_where([](scalar a) { return 10 * std::log10(a / (1 - a)) < 1; })},
     {"snr_below_half", "the SNR is compared with 0.5: that is the limit of alpha_bar, the SNR is compared with 1",
      first_where([](scalar a) { return a / (1 - a) < 0.5; })},
     {"starts_at_1", "the loop begins at t = 1: it must begin at 0", first_where(is_noisy, -1, 1)},
     {"first_t_only",
      "only the very first timestep is looked at: the return of -1 stands inside of the loop, it belongs behind it",
      [](const curve& alpha_bars) { return alpha_bars(0) < 0.5 ? 0 : -1; }},
     {"last_t_missed", "the loop ends one too early: the last timestep is never looked at",
      first_where(is_noisy, -1, 0, 1)},
     {"searched_from_the_end", "the loop runs from the end, so the last noisy timestep is returned, not the first",
      [](const curve& alpha_bars) {
        for (int t = static_cast<int>(alpha_bars.size()) - 1; t >= 0; --t)
          if (alpha_bars(t) < 0.5) return t;
        return -1;
      }},
     {"one_before", "the timestep before is returned, one too low",
      [](const curve& alpha_bars) {
        for (int t = 0; t < alpha_bars.size(); ++t)
          if (alpha_bars(t) < 0.5) return t - 1;
        return -1;
      }},
     {"last_index_when_never", "where no timestep is so noisy the last one is returned, expected -1",
      [](const curve& alpha_bars) {
        for (int t = 0; t < alpha_bars.size(); ++t)
          if (alpha_bars(t) < 0.5) return t;
        return static_cast<int>(alpha_bars.size()) - 1;
      }},
     {"counted", "the noisy timesteps are counted: the first of them is asked for",
      [](const curve& alpha_bars) { return static_cast<int>((alpha_bars < 0.5).count()); }},
     {"clear_ones_counted",
      "the clear timesteps are counted and that many returned, also where no timestep is noisy: then it is -1",
      [](const curve& alpha_bars) { return static_cast<int>((alpha_bars >= 0.5).count()); }}});

}  // namespace wrong
