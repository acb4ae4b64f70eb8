#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "sfumato/io/model_card.hpp"
#include "sfumato/io/safetensors.hpp"

namespace sfumato::lab {

/// The card in a file's metadata, of a network that the lab can build: simple_unet, or classifier where that is asked
/// for, with three widths, trained on images (H,W,1) that can be halved twice, of digits 0 to 9, at most ten classes.
/// file: for messages. Throws (io) naming the file, the key, what was expected and what was found.
model_card read_card(const std::map<std::string, std::string>& metadata, const std::string& file,
                     const char* network = "simple_unet");
model_card read_card(const safetensors_file& file);

// Here and not where networks are: JSON is then compiled once for all of them.

safetensors_file open_weights(const std::filesystem::path& model);
/// Replaces the file in one step. The metadata: a card's, and what else shall stand there.
void write_weights(const std::filesystem::path& model, safetensors_writer& weights,
                   std::map<std::string, std::string> metadata);

}  // namespace sfumato::lab
