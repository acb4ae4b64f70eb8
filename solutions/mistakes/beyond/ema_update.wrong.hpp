#pragma once

#include "beyond/ema.registry.hpp"
#include "judge/formula/known.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline const lab::variants<signature::ema_update> ema_update(
    "ema_update",
    {{"shares_swapped", "the shares are swapped: decay belongs to the average, which is kept",
      [](const curve& average, const curve& parameters, scalar decay) -> curve {
        return (1 - decay) * average + decay * parameters;
      }},
     {"parameters_in_full", "the parameters are added in full: their share 1 - decay is missing",
      [](const curve& average, const curve& parameters, scalar decay) -> curve {
        return decay * average + parameters;
      }},
     {"average_in_full", "the average is kept in full: its share decay is missing",
      [](const curve& average, const curve& parameters, scalar decay) -> curve {
        return average + (1 - decay) * parameters;
      }},
     {"decay_for_both", "both get the share decay: the parameters get 1 - decay",
      [](const curve& average, const curve& parameters, scalar decay) -> curve {
        return decay * average + decay * parameters;
      }},
     {"away_from_them", "the average moves away from the parameters: a sign is turned",
      [](const curve& average, const curve& parameters, scalar decay) -> curve {
        return average - (1 - decay) * (parameters - average);
      }},
     {"plain_mean", "decay is not used: this is the plain mean of both",
      [](const curve& average, const curve& parameters, scalar) -> curve { return 0.5 * (average + parameters); }}});

inline const lab::known_formula ema_update_formula("ema_update", "decay * average + (1 - decay) * parameters");

}  // namespace wrong
