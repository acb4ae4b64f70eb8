#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "lab/model/drawing_network.hpp"

namespace sfumato::lab {

/// The colour model as it lies in its folder of the Hugging Face library.
struct colour_folder {
  /// Of what it draws: images folded as the network sees them, (16,16,12), and as many classes as there are groups. The
  /// label behind them, none, is no class here.
  model_card card;
  index_t parameters = 0;
  std::unique_ptr<drawing_network> network;
};

/// What `--model emoji` means: where the shipped one lies.
std::filesystem::path shipped_colour_model();

/// Opens a folder. Throws (io), naming the file, where there is none, one is damaged, or it holds another network.
colour_folder open_colour_folder(const std::filesystem::path& folder, int threads);

/// The noise that sampling begins with, so many folded pictures (N,16,16,12): that of ./lab sample with the same seed.
std::vector<float> colour_noise(cpu_context& ctx, index_t count, std::uint64_t seed);

}  // namespace sfumato::lab
