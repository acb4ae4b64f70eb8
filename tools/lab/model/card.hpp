#pragma once

#include <map>
#include <string>

#include "sfumato/io/model_card.hpp"
#include "sfumato/io/safetensors.hpp"

namespace sfumato::lab {

/// The card in a file's metadata, of a network that the lab can build: simple_unet with three widths, trained on digits
/// of 0 to 9, at most ten classes. file: for messages. Throws (io) naming the file, the key, what was expected and what
/// was found.
model_card read_card(const std::map<std::string, std::string>& metadata, const std::string& file);
model_card read_card(const safetensors_file& file);

}  // namespace sfumato::lab
