#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "lab.hpp"
#include "sfumato/io/model_card.hpp"

namespace sfumato::lab {

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

  /// The noise in x, a strip of images of the card's size. labels: for a conditioned network, one for each image, or
  /// one for all; card().classes stands for "none".
  image predict_noise(const image& x, int t, const std::vector<index_t>& labels = {});
  /// The same as a function, for student code. The network must outlive it.
  ::denoiser as_denoiser(std::vector<index_t> labels = {});

  /// The filters of the first layer, 3 x 3 each.
  std::vector<image> first_filters() const;

  struct runner;

 private:
  std::unique_ptr<runner> runner_;
};

}  // namespace sfumato::lab
