#pragma once

#include "0_what_is_diffusion/pixels.registry.hpp"
#include "judge/formula/known.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline const lab::variants<signature::to_model_range> to_model_range(
    "to_model_range", {{"from_0_to_1", "the pixels go to 0..1 and not on to -1..1",
                        [](const image& pixels) -> image { return pixels / 255; }},
                       {"divided_by_255", "the pixels are divided by 255 instead of by half of it, 127.5",
                        [](const image& pixels) -> image { return pixels / 255 - 1; }},
                       {"one_is_added", "1 is added where it must be subtracted",
                        [](const image& pixels) -> image { return pixels / 127.5 + 1; }},
                       {"divided_by_128", "the pixels are divided by 128: 255 / 128 - 1 is a little less than 1",
                        [](const image& pixels) -> image { return pixels / 128 - 1; }}});

inline const lab::known_formula to_model_range_formula("to_model_range", "pixels / 127.5 - 1");

}  // namespace wrong
