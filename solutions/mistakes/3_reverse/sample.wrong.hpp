#pragma once

#include "3_reverse/sampling.registry.hpp"
#include "3_reverse/stepping.hpp"
#include "judge/variants.hpp"

namespace wrong {

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
      }}},
    {{"noise_subtracted", "the fresh noise is subtracted: its sign is turned, it must be added",
      stepping([](image& x, int t, const sampling& s) {
        x = s.mean(x, s.predict_noise(x, t), t);
        if (t > 0) x -= s.sigmas(t) * s.draw_noise();
      })},
     {"sigma_squared", "sigma is squared: the noise is multiplied by sigmas(t) once",
      stepping([](image& x, int t, const sampling& s) {
        x = s.mean(x, s.predict_noise(x, t), t);
        if (t > 0) x += s.sigmas(t) * s.sigmas(t) * s.draw_noise();
      })},
     {"root_of_sigma", "the square root of sigma is taken: sigmas(t) is the root already, multiply by it as it is",
      stepping([](image& x, int t, const sampling& s) {
        x = s.mean(x, s.predict_noise(x, t), t);
        if (t > 0) x += std::sqrt(s.sigmas(t)) * s.draw_noise();
      })},
     {"noise_replaces_x", "x is replaced by the fresh noise, and the mean is lost: = stands where += belongs",
      stepping([](image& x, int t, const sampling& s) {
        x = s.mean(x, s.predict_noise(x, t), t);
        if (t > 0) x = s.sigmas(t) * s.draw_noise();
      })},
     {"noise_before_the_mean", "the order is wrong: the noise is added before the mean is taken, it comes after",
      stepping([](image& x, int t, const sampling& s) {
        if (t > 0) x += s.sigmas(t) * s.draw_noise();
        x = s.mean(x, s.predict_noise(x, t), t);
      })},
     {"no_noise_at_1", "no noise is added at t = 1: only in the last step, t = 0, none is drawn",
      stepping([](image& x, int t, const sampling& s) {
        x = s.mean(x, s.predict_noise(x, t), t);
        if (t > 1) x += s.sigmas(t) * s.draw_noise();
      })},
     {"noise_in_the_last_step_only", "the condition is turned round: noise is added at t = 0 only, where none belongs",
      stepping([](image& x, int t, const sampling& s) {
        x = s.mean(x, s.predict_noise(x, t), t);
        if (t == 0) x += s.sigmas(t) * s.draw_noise();
      })},
     {"mean_lost", "the mean is computed and not stored in x: x only collects noise",
      stepping([](image& x, int t, const sampling& s) {
        s.mean(x, s.predict_noise(x, t), t);
        if (t > 0) x += s.sigmas(t) * s.draw_noise();
      })},
     {"mean_added", "the mean is added to x: it takes the place of x, = stands where += does",
      stepping([](image& x, int t, const sampling& s) {
        x += s.mean(x, s.predict_noise(x, t), t);
        if (t > 0) x += s.sigmas(t) * s.draw_noise();
      })},
     {"mean_left_out", "the mean is never called: the predicted noise is subtracted from x as it is",
      stepping([](image& x, int t, const sampling& s) {
        x = x - s.predict_noise(x, t);
        if (t > 0) x += s.sigmas(t) * s.draw_noise();
      })},
     {"prediction_for_x", "x becomes the predicted noise: the mean is left out",
      stepping([](image& x, int t, const sampling& s) {
        x = s.predict_noise(x, t);
        if (t > 0) x += s.sigmas(t) * s.draw_noise();
      })},
     {"mean_arguments_swapped", "x and the predicted noise are swapped in the call of mean: mean(x, noise, t)",
      stepping([](image& x, int t, const sampling& s) {
        x = s.mean(s.predict_noise(x, t), x, t);
        if (t > 0) x += s.sigmas(t) * s.draw_noise();
      })},
     {"fresh_noise_for_the_prediction", "mean gets fresh noise instead of what the network predicts",
      stepping([](image& x, int t, const sampling& s) {
        x = s.mean(x, s.draw_noise(), t);
        if (t > 0) x += s.sigmas(t) * s.draw_noise();
      })},
     {"predicted_noise_added",
      "the predicted noise is added again: the noise of the step must be fresh, from draw_noise()",
      stepping([](image& x, int t, const sampling& s) {
        const image e = s.predict_noise(x, t);
        x = s.mean(x, e, t);
        if (t > 0) x += s.sigmas(t) * e;
      })},
     {"sigmas_from_the_other_end", "the sigmas are read from the other end: step t takes sigmas(t)",
      stepping([](image& x, int t, const sampling& s) {
        x = s.mean(x, s.predict_noise(x, t), t);
        if (t > 0) x += s.sigmas(last_of(s.sigmas) - t) * s.draw_noise();
      })},
     {"noise_drawn_at_0", "noise is drawn at t = 0 too and not used: there draw_noise() must not be called",
      stepping([](image& x, int t, const sampling& s) {
        const image noise = s.draw_noise();
        x = s.mean(x, s.predict_noise(x, t), t);
        if (t > 0) x += s.sigmas(t) * noise;
      })},
     {"network_asked_twice", "the network is asked twice in a step: keep its answer in a variable",
      stepping([](image& x, int t, const sampling& s) {
        s.predict_noise(x, t);
        x = s.mean(x, s.predict_noise(x, t), t);
        if (t > 0) x += s.sigmas(t) * s.draw_noise();
      })},
     {"one_step_only", "there is no loop: only the first step is made",
      [](const image& start, const curve& sigmas, const denoiser& predict_noise, const mean_step& mean,
         const noise_source& draw_noise) -> image {
        const int t = last_of(sigmas);
        return mean(start, predict_noise(start, t), t) + sigmas(t) * draw_noise();
      }},
     {"last_step_only", "there is no loop: only the step at t = 0 is made",
      [](const image& start, const curve&, const denoiser& predict_noise, const mean_step& mean,
         const noise_source&) -> image { return mean(start, predict_noise(start, 0), 0); }},
     {"start_returned", "start is returned: nothing of what the loop makes is kept",
      [](const image& start, const curve& sigmas, const denoiser& predict_noise, const mean_step& mean,
         const noise_source& draw_noise) -> image {
        image x = start;
        for (int t = last_of(sigmas); t >= 0; --t) {
          x = mean(x, predict_noise(x, t), t);
          if (t > 0) x += sigmas(t) * draw_noise();
        }
        return start;
      }},
     {"nothing_is_kept_between_steps",
      "each step works on a copy of x that is lost at its end (a second x hides the first?)",
      stepping([](image& x, int t, const sampling& s) {
        s.mean(x, s.predict_noise(x, t), t);
        if (t > 0) s.draw_noise();
      })}});

}  // namespace wrong
