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
      }}},
    {{"full_twice", "full is joined both times: the first time it is too large, half is needed",
      [](const features& bottleneck, const features& half, const features& full, const layer& upsample,
         const layer& conv1, const layer& conv2, const layer& output) -> features {
        static_cast<void>(half), static_cast<void>(full), static_cast<void>(upsample), static_cast<void>(conv1),
            static_cast<void>(conv2), static_cast<void>(output);
        features h = conv1(joined(upsample(bottleneck), full));
        return output(conv2(joined(upsample(h), full)));
      }},
     {"conv1_twice", "conv1 is used for both stages, and conv2 never",
      [](const features& bottleneck, const features& half, const features& full, const layer& upsample,
         const layer& conv1, const layer& conv2, const layer& output) -> features {
        static_cast<void>(half), static_cast<void>(full), static_cast<void>(upsample), static_cast<void>(conv1),
            static_cast<void>(conv2), static_cast<void>(output);
        features h = conv1(joined(upsample(bottleneck), half));
        return output(conv1(joined(upsample(h), full)));
      }},
     {"conv2_twice", "conv2 is used for both stages, and conv1 never",
      [](const features& bottleneck, const features& half, const features& full, const layer& upsample,
         const layer& conv1, const layer& conv2, const layer& output) -> features {
        static_cast<void>(half), static_cast<void>(full), static_cast<void>(upsample), static_cast<void>(conv1),
            static_cast<void>(conv2), static_cast<void>(output);
        features h = conv2(joined(upsample(bottleneck), half));
        return output(conv2(joined(upsample(h), full)));
      }},
     {"second_upsampling_missing", "the second upsample is missing: the features are smaller than full",
      [](const features& bottleneck, const features& half, const features& full, const layer& upsample,
         const layer& conv1, const layer& conv2, const layer& output) -> features {
        static_cast<void>(half), static_cast<void>(full), static_cast<void>(upsample), static_cast<void>(conv1),
            static_cast<void>(conv2), static_cast<void>(output);
        features h = conv1(joined(upsample(bottleneck), half));
        return output(conv2(joined(h, full)));
      }},
     {"first_upsampling_missing", "the first upsample is missing: the bottleneck is smaller than half",
      [](const features& bottleneck, const features& half, const features& full, const layer& upsample,
         const layer& conv1, const layer& conv2, const layer& output) -> features {
        static_cast<void>(half), static_cast<void>(full), static_cast<void>(upsample), static_cast<void>(conv1),
            static_cast<void>(conv2), static_cast<void>(output);
        features h = conv1(joined(bottleneck, half));
        return output(conv2(joined(upsample(h), full)));
      }},
     {"second_skip_missing", "the second skip connection, full, is left out",
      [](const features& bottleneck, const features& half, const features& full, const layer& upsample,
         const layer& conv1, const layer& conv2, const layer& output) -> features {
        static_cast<void>(half), static_cast<void>(full), static_cast<void>(upsample), static_cast<void>(conv1),
            static_cast<void>(conv2), static_cast<void>(output);
        features h = conv1(joined(upsample(bottleneck), half));
        return output(conv2(upsample(h)));
      }},
     {"first_skip_missing", "the first skip connection, half, is left out",
      [](const features& bottleneck, const features& half, const features& full, const layer& upsample,
         const layer& conv1, const layer& conv2, const layer& output) -> features {
        static_cast<void>(half), static_cast<void>(full), static_cast<void>(upsample), static_cast<void>(conv1),
            static_cast<void>(conv2), static_cast<void>(output);
        features h = conv1(upsample(bottleneck));
        return output(conv2(joined(upsample(h), full)));
      }},
     {"conv1_missing", "conv1 is left out",
      [](const features& bottleneck, const features& half, const features& full, const layer& upsample,
         const layer& conv1, const layer& conv2, const layer& output) -> features {
        static_cast<void>(half), static_cast<void>(full), static_cast<void>(upsample), static_cast<void>(conv1),
            static_cast<void>(conv2), static_cast<void>(output);
        features h = joined(upsample(bottleneck), half);
        return output(conv2(joined(upsample(h), full)));
      }},
     {"conv2_missing", "conv2 is left out",
      [](const features& bottleneck, const features& half, const features& full, const layer& upsample,
         const layer& conv1, const layer& conv2, const layer& output) -> features {
        static_cast<void>(half), static_cast<void>(full), static_cast<void>(upsample), static_cast<void>(conv1),
            static_cast<void>(conv2), static_cast<void>(output);
        features h = conv1(joined(upsample(bottleneck), half));
        return output(joined(upsample(h), full));
      }},
     {"first_join_turned", "the first join is the wrong way round: the skip connection comes second",
      [](const features& bottleneck, const features& half, const features& full, const layer& upsample,
         const layer& conv1, const layer& conv2, const layer& output) -> features {
        static_cast<void>(half), static_cast<void>(full), static_cast<void>(upsample), static_cast<void>(conv1),
            static_cast<void>(conv2), static_cast<void>(output);
        features h = conv1(joined(half, upsample(bottleneck)));
        return output(conv2(joined(upsample(h), full)));
      }},
     {"second_join_turned", "the second join is the wrong way round: the skip connection comes second",
      [](const features& bottleneck, const features& half, const features& full, const layer& upsample,
         const layer& conv1, const layer& conv2, const layer& output) -> features {
        static_cast<void>(half), static_cast<void>(full), static_cast<void>(upsample), static_cast<void>(conv1),
            static_cast<void>(conv2), static_cast<void>(output);
        features h = conv1(joined(upsample(bottleneck), half));
        return output(conv2(joined(full, upsample(h))));
      }},
     {"convolved_before_joining",
      "the convolution comes before the join: the features are joined first, then convolved",
      [](const features& bottleneck, const features& half, const features& full, const layer& upsample,
         const layer& conv1, const layer& conv2, const layer& output) -> features {
        static_cast<void>(half), static_cast<void>(full), static_cast<void>(upsample), static_cast<void>(conv1),
            static_cast<void>(conv2), static_cast<void>(output);
        features h = joined(conv1(upsample(bottleneck)), half);
        return output(joined(conv2(upsample(h)), full));
      }},
     {"convolved_before_upsampling", "the convolution comes before the upsampling: upsample and join first",
      [](const features& bottleneck, const features& half, const features& full, const layer& upsample,
         const layer& conv1, const layer& conv2, const layer& output) -> features {
        static_cast<void>(half), static_cast<void>(full), static_cast<void>(upsample), static_cast<void>(conv1),
            static_cast<void>(conv2), static_cast<void>(output);
        features h = joined(upsample(conv1(bottleneck)), half);
        return output(joined(upsample(conv2(h)), full));
      }},
     {"bottleneck_again", "the bottleneck is upsampled again: the second stage goes on from what the first made",
      [](const features& bottleneck, const features& half, const features& full, const layer& upsample,
         const layer& conv1, const layer& conv2, const layer& output) -> features {
        static_cast<void>(half), static_cast<void>(full), static_cast<void>(upsample), static_cast<void>(conv1),
            static_cast<void>(conv2), static_cast<void>(output);
        features h = conv1(joined(upsample(bottleneck), half));
        return output(conv2(joined(upsample(bottleneck), full)));
      }},
     {"upsampled_twice", "the bottleneck is upsampled twice in a row: once in each stage",
      [](const features& bottleneck, const features& half, const features& full, const layer& upsample,
         const layer& conv1, const layer& conv2, const layer& output) -> features {
        static_cast<void>(half), static_cast<void>(full), static_cast<void>(upsample), static_cast<void>(conv1),
            static_cast<void>(conv2), static_cast<void>(output);
        features h = conv1(joined(upsample(upsample(bottleneck)), half));
        return output(conv2(joined(upsample(h), full)));
      }},
     {"output_twice", "the output layer is used in the first stage already",
      [](const features& bottleneck, const features& half, const features& full, const layer& upsample,
         const layer& conv1, const layer& conv2, const layer& output) -> features {
        static_cast<void>(half), static_cast<void>(full), static_cast<void>(upsample), static_cast<void>(conv1),
            static_cast<void>(conv2), static_cast<void>(output);
        features h = output(joined(upsample(bottleneck), half));
        return output(conv2(joined(upsample(h), full)));
      }}});

}  // namespace wrong
