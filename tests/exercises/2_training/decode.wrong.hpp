#pragma once

#include "2_training/unet.registry.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline features joined(const features& a, const features& b) {
  features both = a;
  both.insert(both.end(), b.begin(), b.end());
  return both;
}

inline const lab::variants<signature::decode> decode(
    "decode",
    {{"skips_swapped", "the skip connections are swapped: half has the size that is needed first",
      [](const features& bottleneck, const features& half, const features& full, const layer& upsample,
         const layer& conv1, const layer& conv2, const layer& output) -> features {
        const features h = conv1(joined(upsample(bottleneck), full));
        return output(conv2(joined(upsample(h), half)));
      }},
     {"half_twice", "half is joined both times: the second time it is too small, full is needed",
      [](const features& bottleneck, const features& half, const features&, const layer& upsample, const layer& conv1,
         const layer& conv2, const layer& output) -> features {
        const features h = conv1(joined(upsample(bottleneck), half));
        return output(conv2(joined(upsample(h), half)));
      }},
     {"skips_in_front", "the skip connections come first: join(a, b) wants the upsampled features as a",
      [](const features& bottleneck, const features& half, const features& full, const layer& upsample,
         const layer& conv1, const layer& conv2, const layer& output) -> features {
        const features h = conv1(joined(half, upsample(bottleneck)));
        return output(conv2(joined(full, upsample(h))));
      }},
     {"no_skips", "the skip connections are left out: fine detail cannot come back",
      [](const features& bottleneck, const features&, const features&, const layer& upsample, const layer& conv1,
         const layer& conv2,
         const layer& output) -> features { return output(conv2(upsample(conv1(upsample(bottleneck))))); }},
     {"joined_before_upsampling", "the features are joined before they are upsampled: then their sizes do not fit",
      [](const features& bottleneck, const features& half, const features& full, const layer& upsample,
         const layer& conv1, const layer& conv2, const layer& output) -> features {
        const features h = conv1(upsample(joined(bottleneck, half)));
        return output(conv2(upsample(joined(h, full))));
      }},
     {"not_upsampled", "nothing is upsampled: the bottleneck is smaller than half",
      [](const features& bottleneck, const features& half, const features& full, const layer&, const layer& conv1,
         const layer& conv2, const layer& output) -> features {
        const features h = conv1(joined(bottleneck, half));
        return output(conv2(joined(h, full)));
      }},
     {"convs_swapped", "conv1 and conv2 are swapped",
      [](const features& bottleneck, const features& half, const features& full, const layer& upsample,
         const layer& conv1, const layer& conv2, const layer& output) -> features {
        const features h = conv2(joined(upsample(bottleneck), half));
        return output(conv1(joined(upsample(h), full)));
      }},
     {"no_output", "the output layer is left out: the result still has all channels",
      [](const features& bottleneck, const features& half, const features& full, const layer& upsample,
         const layer& conv1, const layer& conv2, const layer&) -> features {
        const features h = conv1(joined(upsample(bottleneck), half));
        return conv2(joined(upsample(h), full));
      }}});

}  // namespace wrong
