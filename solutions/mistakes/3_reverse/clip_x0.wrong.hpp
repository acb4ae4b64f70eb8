#pragma once

#include "3_reverse/clipping.registry.hpp"
#include "judge/formula/known.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline const lab::variants<signature::clip_x0> clip_x0(
    "clip_x0",
    {{"clipped_to_0_and_1", "the lower limit is 0: pixels go from -1 to 1 here",
      [](const image& x0) -> image { return x0.max(0.0).min(1.0); }},
     {"upper_limit_only", "only the upper limit is kept: values below -1 must become -1",
      [](const image& x0) -> image { return x0.min(1.0); }},
     {"lower_limit_only", "only the lower limit is kept: values above 1 must become 1",
      [](const image& x0) -> image { return x0.max(-1.0); }},
     {"max_and_min_swapped", "max and min are swapped: every pixel ends at a limit",
      [](const image& x0) -> image { return x0.min(-1.0).max(1.0); }}},
    {{"outside_becomes_0", "values outside become 0 (zero) instead of the limit that they have passed",
      [](const image& x0) -> image { return (x0.abs() > 1.0).select(0.0, x0); }},
     {"scaled", "everything is divided by the largest value: only what lies outside should change",
      [](const image& x0) -> image { return x0 / x0.abs().maxCoeff(); }},
     {"sign_only", "every value becomes -1 or 1: what lies between should stay",
      [](const image& x0) -> image { return x0.sign(); }}});

inline const lab::known_formula clip_x0_formula("clip_x0", "min(max(x0, -1), 1)");

}  // namespace wrong
