#pragma once

#include <filesystem>

#include "lab/model/sampling.hpp"

namespace sfumato::lab {

/// Whether a name given as --model means a folder of the colour model: "emoji", the shipped one, or any folder.
bool is_colour_model(const std::filesystem::path& model);

/// The folder that it means.
std::filesystem::path colour_model_of(const std::filesystem::path& model);

/// Draws with the colour model as draw() does with the lab's own: images (N,32,32,3). Throws (config) for settings that
/// are of grey pictures alone.
sampling_result draw_colour(const std::filesystem::path& model, const sampling_settings& settings);

}  // namespace sfumato::lab
