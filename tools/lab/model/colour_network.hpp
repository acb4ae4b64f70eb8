#pragma once

#include <string>
#include <vector>

#include "sfumato/io/model_card.hpp"
#include "sfumato/io/scheduler_config.hpp"
#include "sfumato/nn/unet2d/config.hpp"

namespace sfumato::lab {

/// The colour model draws emoji of 32x32 pixels, of which its network sees 2x2 as one (fold_pixels). It is told a
/// group, or, by the label behind the groups, none.
inline constexpr index_t colour_groups = 6, no_group = colour_groups;

/// The groups in the order of their labels, as the atlas has them.
inline const std::vector<std::string>& colour_group_names() {
  static const std::vector<std::string> names = {"faces",  "animals and plants", "food",
                                                 "travel", "activities",         "objects"};
  return names;
}

/// The card of the colour model before its training.
model_card colour_card();

/// The network of a card: 12 channels at 16x16, three levels, attention at 8x8 and 4x4.
unet2d_config colour_config(const model_card& card);

/// How it is sampled from.
scheduler_config colour_scheduler(const model_card& card);

}  // namespace sfumato::lab
