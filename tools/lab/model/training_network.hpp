#pragma once

#include <filesystem>
#include <memory>

#include "lab/model/training.hpp"
#include "lab/model/training_images.hpp"
#include "sfumato/core/bf16.hpp"
#include "sfumato/train/trainer.hpp"

namespace sfumato::lab {

/// A network in training, whatever it stores its activations in: the part of `trainer` that the lab uses.
class training_network {
 public:
  training_network() = default;
  virtual ~training_network() = default;
  training_network(const training_network&) = delete;
  training_network& operator=(const training_network&) = delete;

  virtual index_t parameters() const = 0;
  virtual const training_state& state() const = 0;
  virtual training_outcome run(const training_images& images, const training_run& plan) = 0;
  virtual void save(const std::filesystem::path& checkpoint, const model_card& card) = 0;
  virtual void load(const std::filesystem::path& checkpoint, const model_card& card) = 0;
  /// The averaged weights: as floats, or in a folder of the Hugging Face library, which holds half floats.
  virtual void save_model(const std::filesystem::path& model, const model_card& card) = 0;
};

/// The lab's network with activations stored as S, float or bf16, before its first step.
template <class S>
std::unique_ptr<training_network> start_training(const training_settings& settings);

/// The colour model, in floats.
std::unique_ptr<training_network> start_colour_training(const training_settings& settings);

/// The classifier, in floats.
std::unique_ptr<training_network> start_classifier_training(const training_settings& settings);

}  // namespace sfumato::lab
