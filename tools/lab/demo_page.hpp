#pragma once

#include <filesystem>
#include <optional>

#include "lab/model/sampling.hpp"
#include "lab/model/training.hpp"

namespace sfumato::lab {

/// What ./lab demo did, and shows.
struct demo_results {
  std::optional<sampling_result> shipped;  ///< from the shipped model
  training_result training;
  sampling_result own;  ///< from the model just trained, with its trajectory
  int threads = 0;
  std::string data;             ///< one line on the training data
  std::filesystem::path model;  ///< the file of the model just trained
};

void write_demo_page(const std::filesystem::path& path, const demo_results& results);

}  // namespace sfumato::lab
