#pragma once

#include "4_professional/guidance.registry.hpp"
#include "judge/formula/known.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline const lab::variants<signature::guided_noise> guided_noise(
    "guided_noise",
    {{"starts_at_conditional",
      "the walk starts at the conditional answer, which is one difference too far (or scale is meant as the paper's w)",
      [](const image& unconditional, const image& conditional, scalar scale) -> image {
        return conditional + scale * (conditional - unconditional);
      }},
     {"difference_turned_round",
      "the difference is the wrong way round: it steers away from the prompt instead of towards it",
      [](const image& unconditional, const image& conditional, scalar scale) -> image {
        return unconditional + scale * (unconditional - conditional);
      }},
     {"answers_swapped", "the conditional and the unconditional answer are swapped",
      [](const image& unconditional, const image& conditional, scalar scale) -> image {
        return conditional + scale * (unconditional - conditional);
      }},
     {"answers_mixed", "the two answers are averaged: that can only lie between them, guidance goes beyond",
      [](const image& unconditional, const image& conditional, scalar) -> image {
        return (unconditional + conditional) / 2;
      }},
     {"whole_answer_added", "the whole conditional answer is added instead of the difference of the two",
      [](const image& unconditional, const image& conditional, scalar scale) -> image {
        return unconditional + scale * conditional;
      }},
     {"start_left_out", "only the difference is returned: it is a direction, to be added to the unconditional answer",
      [](const image& unconditional, const image& conditional, scalar scale) -> image {
        return scale * (conditional - unconditional);
      }},
     {"conditional_only",
      "scale is not used, or limited to 1: this is the plain conditional answer, and guidance goes beyond it",
      [](const image&, const image& conditional, scalar) -> image { return conditional; }}});

inline const lab::known_formula guided_noise_formula("guided_noise",
                                                     "unconditional + scale * (conditional - unconditional)");

}  // namespace wrong
