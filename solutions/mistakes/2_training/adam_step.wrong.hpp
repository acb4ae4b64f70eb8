#pragma once

#include "2_training/optimizer.registry.hpp"
#include "judge/formula/known.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline const lab::variants<signature::adam_step> adam_step(
    "adam_step",
    {{"no_correction", "the bias correction is missing: the moments are used as they are",
      [](const curve& w, const moments& m, int, scalar rate, scalar, scalar, scalar epsilon) -> curve {
        return w - rate * m.first / (m.second.sqrt() + epsilon);
      }},
     {"first_moment_not_corrected", "only the second moment is corrected",
      [](const curve& w, const moments& m, int k, scalar rate, scalar, scalar beta2, scalar epsilon) -> curve {
        return w - rate * m.first / ((m.second / (1 - std::pow(beta2, k))).sqrt() + epsilon);
      }},
     {"second_moment_not_corrected", "only the first moment is corrected",
      [](const curve& w, const moments& m, int k, scalar rate, scalar beta1, scalar, scalar epsilon) -> curve {
        return w - rate * (m.first / (1 - std::pow(beta1, k))) / (m.second.sqrt() + epsilon);
      }},
     {"always_as_in_step_1", "the betas are not raised to the power of k: every step is corrected like the first",
      [](const curve& w, const moments& m, int, scalar rate, scalar beta1, scalar beta2, scalar epsilon) -> curve {
        return w - rate * (m.first / (1 - beta1)) / ((m.second / (1 - beta2)).sqrt() + epsilon);
      }},
     {"counted_from_0", "the steps are counted from 0: the power is k - 1 instead of k",
      [](const curve& w, const moments& m, int k, scalar rate, scalar beta1, scalar beta2, scalar epsilon) -> curve {
        return w - rate * (m.first / (1 - std::pow(beta1, k - 1))) /
                       ((m.second / (1 - std::pow(beta2, k - 1))).sqrt() + epsilon);
      }},
     {"no_root", "the square root of the second moment is missing",
      [](const curve& w, const moments& m, int k, scalar rate, scalar beta1, scalar beta2, scalar epsilon) -> curve {
        return w - rate * (m.first / (1 - std::pow(beta1, k))) / (m.second / (1 - std::pow(beta2, k)) + epsilon);
      }},
     {"epsilon_under_the_root", "epsilon is added under the root: it comes after it",
      [](const curve& w, const moments& m, int k, scalar rate, scalar beta1, scalar beta2, scalar epsilon) -> curve {
        return w - rate * (m.first / (1 - std::pow(beta1, k))) / (m.second / (1 - std::pow(beta2, k)) + epsilon).sqrt();
      }},
     {"uphill", "the step is added: that goes uphill, and the loss grows",
      [](const curve& w, const moments& m, int k, scalar rate, scalar beta1, scalar beta2, scalar epsilon) -> curve {
        return w +
               rate * (m.first / (1 - std::pow(beta1, k))) / ((m.second / (1 - std::pow(beta2, k))).sqrt() + epsilon);
      }}});

inline const lab::known_formula adam_step_formula(
    "adam_step",
    "m_hat = averages.first / (1 - pow(beta1, k)); v_hat = averages.second / (1 - pow(beta2, k)); parameters - "
    "learning_rate * m_hat / (sqrt(v_hat) + epsilon)");

}  // namespace wrong
