#pragma once

#include <filesystem>
#include <utility>
#include <vector>

#include "lab/modules/module.hpp"
#include "sfumato/data/image_dataset.hpp"

namespace sfumato::lab {

/// What is known of the training that page 2 shows: kept beside the model, so that the page can be drawn again.
struct training_story {
  int classes = 0;
  index_t images = 0, epochs = 0, parameters = 0;
  double seconds = 0, loss = 0;
  std::uint64_t seed = 0;
  std::string data, time;
  std::vector<double> epoch_losses;
  std::vector<std::pair<double, double>> curve;  ///< (epochs so far, mean loss of a few steps)
  std::vector<used_function> functions;          ///< whose functions trained it
  bool fresh = true;                             ///< just trained; false: found on the disk
};

/// Where the model of module 2 lies.
std::filesystem::path own_model(const page_settings& settings);

/// Trains with the group's functions, or finds the model that they trained before with the same settings.
training_story trained(workplace& at, const image_dataset& digits);

}  // namespace sfumato::lab
