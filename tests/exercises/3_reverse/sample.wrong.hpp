#pragma once

#include "3_reverse/sampling.registry.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline int last_of(const curve& sigmas) { return static_cast<int>(sigmas.size()) - 1; }

inline const lab::variants<signature::sample> sample(
    "sample",
    {{"noise_in_the_last_step", "noise is added in the last step too: at t = 0 nothing would remove it any more",
      [](const image& start, const curve& sigmas, const denoiser& predict_noise, const mean_step& mean,
         const noise_source& draw_noise) -> image {
        image x = start;
        for (int t = last_of(sigmas); t >= 0; --t) {
          x = mean(x, predict_noise(x, t), t);
          x += sigmas(t) * draw_noise();
        }
        return x;
      }},
     {"counts_up", "t counts up: the picture is noisiest at the largest t, so the loop begins there",
      [](const image& start, const curve& sigmas, const denoiser& predict_noise, const mean_step& mean,
         const noise_source& draw_noise) -> image {
        image x = start;
        for (int t = 0; t <= last_of(sigmas); ++t) {
          x = mean(x, predict_noise(x, t), t);
          if (t > 0) x += sigmas(t) * draw_noise();
        }
        return x;
      }},
     {"no_noise", "fresh noise is never added",
      [](const image& start, const curve& sigmas, const denoiser& predict_noise, const mean_step& mean,
         const noise_source&) -> image {
        image x = start;
        for (int t = last_of(sigmas); t >= 0; --t) x = mean(x, predict_noise(x, t), t);
        return x;
      }},
     {"stops_at_1", "the loop stops at t = 1: the step at t = 0 is missing",
      [](const image& start, const curve& sigmas, const denoiser& predict_noise, const mean_step& mean,
         const noise_source& draw_noise) -> image {
        image x = start;
        for (int t = last_of(sigmas); t > 0; --t) {
          x = mean(x, predict_noise(x, t), t);
          x += sigmas(t) * draw_noise();
        }
        return x;
      }},
     {"first_step_skipped", "the loop begins one timestep too late: the last timestep is sigmas.size() - 1",
      [](const image& start, const curve& sigmas, const denoiser& predict_noise, const mean_step& mean,
         const noise_source& draw_noise) -> image {
        image x = start;
        for (int t = last_of(sigmas) - 1; t >= 0; --t) {
          x = mean(x, predict_noise(x, t), t);
          if (t > 0) x += sigmas(t) * draw_noise();
        }
        return x;
      }},
     {"network_asked_once", "the network is asked only once, before the loop: it must see the x of every step",
      [](const image& start, const curve& sigmas, const denoiser& predict_noise, const mean_step& mean,
         const noise_source& draw_noise) -> image {
        image x = start;
        const image noise = predict_noise(start, last_of(sigmas));
        for (int t = last_of(sigmas); t >= 0; --t) {
          x = mean(x, noise, t);
          if (t > 0) x += sigmas(t) * draw_noise();
        }
        return x;
      }},
     {"network_sees_start", "the network gets start in every step: it must see the x of that step",
      [](const image& start, const curve& sigmas, const denoiser& predict_noise, const mean_step& mean,
         const noise_source& draw_noise) -> image {
        image x = start;
        for (int t = last_of(sigmas); t >= 0; --t) {
          x = mean(x, predict_noise(start, t), t);
          if (t > 0) x += sigmas(t) * draw_noise();
        }
        return x;
      }},
     {"every_step_from_start", "every step begins at start again: the mean must go on from x",
      [](const image& start, const curve& sigmas, const denoiser& predict_noise, const mean_step& mean,
         const noise_source& draw_noise) -> image {
        image x = start;
        for (int t = last_of(sigmas); t >= 0; --t) {
          x = mean(start, predict_noise(x, t), t);
          if (t > 0) x += sigmas(t) * draw_noise();
        }
        return x;
      }},
     {"noise_drawn_once", "the noise is drawn once and used in every step: each step needs fresh noise",
      [](const image& start, const curve& sigmas, const denoiser& predict_noise, const mean_step& mean,
         const noise_source& draw_noise) -> image {
        image x = start;
        const image noise = draw_noise();
        for (int t = last_of(sigmas); t >= 0; --t) {
          x = mean(x, predict_noise(x, t), t);
          if (t > 0) x += sigmas(t) * noise;
        }
        return x;
      }},
     {"no_sigma", "the fresh noise is added at full strength: sigmas(t) is left out",
      [](const image& start, const curve& sigmas, const denoiser& predict_noise, const mean_step& mean,
         const noise_source& draw_noise) -> image {
        image x = start;
        for (int t = last_of(sigmas); t >= 0; --t) {
          x = mean(x, predict_noise(x, t), t);
          if (t > 0) x += draw_noise();
        }
        return x;
      }},
     {"sigma_of_the_next_timestep", "sigma is taken one timestep too low, sigmas(t - 1) instead of sigmas(t)",
      [](const image& start, const curve& sigmas, const denoiser& predict_noise, const mean_step& mean,
         const noise_source& draw_noise) -> image {
        image x = start;
        for (int t = last_of(sigmas); t >= 0; --t) {
          x = mean(x, predict_noise(x, t), t);
          if (t > 0) x += sigmas(t - 1) * draw_noise();
        }
        return x;
      }}});

}  // namespace wrong
