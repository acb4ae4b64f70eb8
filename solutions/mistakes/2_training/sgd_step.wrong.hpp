#pragma once

#include "2_training/optimizer.registry.hpp"
#include "judge/formula/known.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline const lab::variants<signature::sgd_step> sgd_step(
    "sgd_step", {{"uphill", "the gradient is added: that goes uphill, and the loss grows",
                  [](const curve& w, const curve& g, scalar rate) -> curve { return w + rate * g; }},
                 {"no_learning_rate", "the learning rate is missing: the step has the full length of the gradient",
                  [](const curve& w, const curve& g, scalar) -> curve { return w - g; }},
                 {"only_the_change", "only the change is returned: it must be added to the parameters",
                  [](const curve&, const curve& g, scalar rate) -> curve { return -rate * g; }},
                 {"divided", "the gradient is divided by the learning rate instead of multiplied",
                  [](const curve& w, const curve& g, scalar rate) -> curve { return w - g / rate; }},
                 {"sign_only", "only the sign of the gradient is used: a steep slope takes a longer step",
                  [](const curve& w, const curve& g, scalar rate) -> curve { return w - rate * g.sign(); }}});

inline const lab::known_formula sgd_step_formula("sgd_step", "parameters - learning_rate * gradient");

}  // namespace wrong
