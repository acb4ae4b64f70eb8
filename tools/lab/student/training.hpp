#pragma once

#include <filesystem>

#include "lab/model/training.hpp"
#include "lab/student/functions.hpp"
#include "sfumato/data/image_dataset.hpp"

namespace sfumato::lab {

struct student_training_settings {
  index_t epochs = 8;
  index_t batch = 128;
  double learning_rate = 1e-3;
  std::uint64_t seed = 0;
  int threads = 0;
  std::string data;             ///< its name, for the model's card
  std::filesystem::path model;  ///< where the trained network goes
};

/// Trains the small U-Net as the group wrote it: their schedule, noising, time embedding, loss, gradient and Adam, and
/// the nine lines of a step in their order (Ho et al. 2020, algorithm 1). Convolutions and backpropagation are the
/// library's. Shows how far it is: a bar with a small loss curve, and a line an epoch. Writes the model with the moving
/// average of its parameters. Throws (value) where the loss is no number, `interrupted` at Ctrl-C.
training_result train_as_written(student_functions& functions, const image_dataset& digits,
                                 const student_training_settings& settings);

}  // namespace sfumato::lab
