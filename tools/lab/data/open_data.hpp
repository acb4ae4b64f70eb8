#pragma once

#include <string>

#include "lab/data/find_data.hpp"

namespace sfumato::lab {

/// find_data in the lab's own places, with a word on what helps where MNIST or Fashion-MNIST is asked for and not
/// there.
data_source open_data(const std::string& request);

/// The emoji that come with the project, which the colour model alone learns from.
data_source emoji_data();

}  // namespace sfumato::lab
