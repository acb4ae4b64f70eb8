#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "lab.hpp"
#include "sfumato/data/image_dataset.hpp"
#include "sfumato/io/model_card.hpp"

namespace sfumato::lab {

/// The recipe of Module 2 with one thing changed. Same seed, same pictures, timesteps and noise: what differs comes
/// from the change.
struct variant {
  model_card card;
  ::curve alpha_bars;  ///< one a timestep
  /// What the network learns to say of a picture; none: the noise.
  std::function<image(const image& x0, const image& noise, double alpha_bar)> target = {};
  ::curve weights = {};  ///< how much the error counts, one a timestep; none: all the same
  std::uint64_t seed = 0;
  int threads = 0;
};

/// Trains the lab's network, batches of 128 with Adam at 0.001. The changed part is the group's; all around it is the
/// library's.
class variant_training {
 public:
  /// digits: must outlive it. start: a model file to begin with; none: random numbers.
  variant_training(const image_dataset& digits, variant recipe, const std::filesystem::path& start = {});
  ~variant_training();

  index_t steps_per_epoch() const;
  /// One step; returns its loss. Throws (value) where that is no number.
  double step();

  /// What the network says of a strip of pictures, with its parameters as they are now.
  image answer(const image& x, int t);
  ::curve parameters() const;
  void set_parameters(const ::curve& parameters);

  /// more: what the file says of itself beside the card.
  void save(const std::filesystem::path& file, const std::map<std::string, std::string>& more) const;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace sfumato::lab
