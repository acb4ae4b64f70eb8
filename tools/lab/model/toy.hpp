#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "lab.hpp"
#include "sfumato/io/model_card.hpp"

namespace sfumato::lab {

/// The numbers of a convolution, as exercise B.7 takes them.
struct convolution_weights {
  std::vector<features> windows;  ///< windows[o][c]: 3 x 3, from input channel c to output channel o
  ::curve biases;
};

/// The layers of a network at one timestep, one by one, as exercises 2.9 to 2.11 connect them.
struct toy_layers {
  enum class stage { encoder1, encoder2, bottleneck, decoder1, decoder2, output };

  /// The convolution of a stage with its bias; no time row, no activation.
  std::function<features(stage, const features&)> convolve;
  std::function<convolution_weights(stage)> weights;
  /// What the linear layer of a stage makes of the time: one number a channel.
  std::function<::curve(stage)> time_row;

  static features pool(const features& x);
  static features upsample(const features& x);
};

/// A trained network of the lab behind the students' types. Several images may stand one below the other in one `image`
/// (a strip): each is answered as if it stood alone.
class toy {
 public:
  /// Throws where the file is no model of the lab's small U-Net.
  explicit toy(const std::filesystem::path& file, int threads = 0);
  ~toy();
  toy(toy&&) noexcept;

  const model_card& card() const;
  int timesteps() const { return static_cast<int>(card().betas.timesteps); }
  /// Of the schedule that it was trained with.
  ::curve betas() const;
  ::curve alpha_bars() const;

  /// The noise in x, a strip of images of the card's size; v where the card says that the network learned that. labels:
  /// for a conditioned network, one for each image, or one for all; card().classes stands for "none".
  image predict_noise(const image& x, int t, const std::vector<index_t>& labels = {});
  /// The same as a function, for student code. The network must outlive it.
  ::denoiser as_denoiser(std::vector<index_t> labels = {});

  /// Of an unconditioned network, which must outlive them.
  toy_layers layers(int t);

  /// The filters of the first layer, 3 x 3 each.
  std::vector<image> first_filters() const;

  struct runner;

 private:
  std::unique_ptr<runner> runner_;
};

}  // namespace sfumato::lab
