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
      }}},
    {{"convs_swapped", "conv1 and conv2 are swapped",
      [](const features& x, const layer& conv1, const layer& conv2, const layer& pool) -> encoded {
        const features full = conv2(x), half = conv1(pool(full));
        return {full, half, pool(half)};
      }},
     {"conv2_twice", "conv2 is used for both stages, and conv1 never",
      [](const features& x, const layer&, const layer& conv2, const layer& pool) -> encoded {
        const features full = conv2(x), half = conv2(pool(full));
        return {full, half, pool(half)};
      }},
     {"quarter_of_full", "quarter is pooled from full instead of from half",
      [](const features& x, const layer& conv1, const layer& conv2, const layer& pool) -> encoded {
        const features full = conv1(x), half = conv2(pool(full));
        return {full, half, pool(full)};
      }},
     {"conv2_sees_the_picture", "conv2 is given the picture instead of what conv1 made of it",
      [](const features& x, const layer& conv1, const layer& conv2, const layer& pool) -> encoded {
        const features full = conv1(x), half = conv2(pool(x));
        return {full, half, pool(half)};
      }},
     {"half_not_convolved", "conv2 is left out: half is only pooled",
      [](const features& x, const layer& conv1, const layer&, const layer& pool) -> encoded {
        const features full = conv1(x), half = pool(full);
        return {full, half, pool(half)};
      }},
     {"quarter_missing", "quarter is never stored: kept.quarter stays empty",
      [](const features& x, const layer& conv1, const layer& conv2, const layer& pool) -> encoded {
        const features full = conv1(x);
        return {full, conv2(pool(full)), {}};
      }},
     {"full_missing", "full is never stored: kept.full stays empty",
      [](const features& x, const layer& conv1, const layer& conv2, const layer& pool) -> encoded {
        const features half = conv2(pool(conv1(x)));
        return {{}, half, pool(half)};
      }},
     {"half_missing", "half is never stored: kept.half stays empty",
      [](const features& x, const layer& conv1, const layer& conv2, const layer& pool) -> encoded {
        const features full = conv1(x);
        return {full, {}, pool(conv2(pool(full)))};
      }},
     {"pooled_before_conv2_is_kept", "half is kept before conv2 has worked on it, only pooled",
      [](const features& x, const layer& conv1, const layer& conv2, const layer& pool) -> encoded {
        const features full = conv1(x), half = pool(full);
        return {full, half, pool(conv2(half))};
      }},
     {"no_pooling", "pool is never called: half and quarter keep the full size",
      [](const features& x, const layer& conv1, const layer& conv2, const layer&) -> encoded {
        const features full = conv1(x), half = conv2(full);
        return {full, half, half};
      }},
     {"pooled_twice", "one pooling too many: quarter is an eighth",
      [](const features& x, const layer& conv1, const layer& conv2, const layer& pool) -> encoded {
        const features full = conv1(x), half = conv2(pool(full));
        return {full, half, pool(pool(half))};
      }},
     {"one_conv_more", "quarter is convolved once more: the bottleneck has layers of its own",
      [](const features& x, const layer& conv1, const layer& conv2, const layer& pool) -> encoded {
        const features full = conv1(x), half = conv2(pool(full));
        return {full, half, conv2(pool(half))};
      }},
     {"full_kept_pooled", "full is kept already pooled, and then pooled again: it must be stored before it is pooled",
      [](const features& x, const layer& conv1, const layer& conv2, const layer& pool) -> encoded {
        const features full = pool(conv1(x)), half = conv2(pool(full));
        return {full, half, pool(half)};
      }}});

}  // namespace wrong
