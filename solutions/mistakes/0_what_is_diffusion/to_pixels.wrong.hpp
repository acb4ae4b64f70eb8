#pragma once

#include "0_what_is_diffusion/pixels.registry.hpp"
#include "judge/formula/known.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline const lab::variants<signature::to_pixels> to_pixels(
    "to_pixels",
    {{"not_clamped", "values outside of 0..255 are not cut off",
      [](const image& x) -> image { return (x + 1) * 127.5; }},
     {"multiplied_before_adding", "the brackets are missing: x * 127.5 + 1 instead of (x + 1) * 127.5",
      [](const image& x) -> image { return (x * 127.5 + 1).max(0.0).min(255.0); }},
     {"times_255", "it multiplies by 255 instead of by 127.5",
      [](const image& x) -> image { return ((x + 1) * 255).max(0.0).min(255.0); }},
     {"clamped_before_scaling", "x is cut off at 0 before it is scaled, so that all that is darker than grey is lost",
      [](const image& x) -> image { return (x.max(0.0).min(1.0) + 1) * 127.5; }}},
    {{"clamped_too_early",
      "x is cut off at 0 and 255 before it is scaled: the limits are for pixels, and belong at the end",
      [](const image& x) -> image { return (x.max(0.0).min(255.0) + 1) * 127.5; }}});

inline const lab::known_formula to_pixels_formula("to_pixels", "min(max((x + 1) * 127.5, 0), 255)");

}  // namespace wrong
