#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "lab/data/find_data.hpp"
#include "sfumato/io/model_card.hpp"
#include "sfumato/optim/ema.hpp"
#include "sfumato/optim/lr_schedule.hpp"

namespace sfumato::lab {

struct training_settings {
  data_source source;
  model_card card;  ///< of the untrained network
  index_t epochs = 8;
  index_t batch = 128;
  double learning_rate = 1e-3;
  lr_schedule rate = {};
  double max_grad_norm = 0;
  ema_options average = {};
  std::uint64_t seed = 0;
  int threads = 0;
  index_t images = 0;           ///< at most so many; 0: all there are
  std::filesystem::path model;  ///< a file, or for a unet2d a folder of the Hugging Face library
  bool resume = false;
};

struct epoch_result {
  double loss = 0, seconds = 0;
};

struct training_result {
  model_card card;
  index_t parameters = 0;
  index_t images = 0;                            ///< in an epoch
  std::vector<epoch_result> epochs;              ///< of the resumed run, too
  std::vector<std::pair<double, double>> curve;  ///< (epochs so far, mean loss of a few steps)
  double images_per_second = 0;                  ///< of this run
  bool interrupted = false;

  double seconds() const {
    double sum = 0;
    for (const epoch_result& epoch : epochs) sum += epoch.seconds;
    return sum;
  }
};

/// What the recipe of the colour model leaves open; 0: as the recipe says.
struct colour_choices {
  index_t epochs = 0, batch = 0;
  double learning_rate = 0;
};

/// How the colour model is trained: card, epochs, optimizer. The rest of the settings, the number of images an epoch
/// among it, stays as it is and must be set before.
void use_colour_recipe(training_settings& settings, const colour_choices& chosen = {});

/// Where a training keeps what it needs to go on: beside the model.
std::filesystem::path checkpoint_of(const std::filesystem::path& model);

/// Trains and writes the model, with a checkpoint after each epoch and at Ctrl-C. Shows how far it is: a bar, and a
/// line an epoch. Throws with the last good checkpoint kept.
training_result train(const training_settings& settings);

}  // namespace sfumato::lab
