#pragma once

#include "2_training/unet.registry.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline const lab::variants<signature::encode> encode(
    "encode",
    {{"kept_after_pooling", "the features are kept after pooling: the detail for the skip connections is gone already",
      [](const features& x, const layer& conv1, const layer& conv2, const layer& pool) -> encoded {
        const features full = pool(conv1(x)), half = pool(conv2(full));
        return {full, half, half};
      }},
     {"first_pooling_missing", "the first pooling is missing: conv2 works at full size",
      [](const features& x, const layer& conv1, const layer& conv2, const layer& pool) -> encoded {
        const features full = conv1(x), half = conv2(full);
        return {full, half, pool(half)};
      }},
     {"second_pooling_missing", "the second pooling is missing: quarter is as large as half",
      [](const features& x, const layer& conv1, const layer& conv2, const layer& pool) -> encoded {
        const features full = conv1(x), half = conv2(pool(full));
        return {full, half, half};
      }},
     {"pooled_first", "the features are pooled before they are convolved: each stage convolves, then pools",
      [](const features& x, const layer& conv1, const layer& conv2, const layer& pool) -> encoded {
        const features full = conv1(pool(x)), half = conv2(pool(full));
        return {full, half, half};
      }},
     {"conv1_twice", "conv1 is used for both stages, and conv2 never",
      [](const features& x, const layer& conv1, const layer&, const layer& pool) -> encoded {
        const features full = conv1(x), half = conv1(pool(full));
        return {full, half, pool(half)};
      }},
     {"skips_swapped", "full and half are swapped",
      [](const features& x, const layer& conv1, const layer& conv2, const layer& pool) -> encoded {
        const features full = conv1(x), half = conv2(pool(full));
        return {half, full, pool(half)};
      }},
     {"picture_kept", "the picture itself is kept as full, not what conv1 made of it",
      [](const features& x, const layer& conv1, const layer& conv2, const layer& pool) -> encoded {
        const features half = conv2(pool(conv1(x)));
        return {x, half, pool(half)};
      }},
     {"asked_twice", "conv1 is called twice with the same features: that doubles its time",
      [](const features& x, const layer& conv1, const layer& conv2, const layer& pool) -> encoded {
        const features full = conv1(x), half = conv2(pool(conv1(x)));
        return {full, half, pool(half)};
      }}});

}  // namespace wrong
