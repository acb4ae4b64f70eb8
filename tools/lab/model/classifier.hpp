#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lab/model/training.hpp"
#include "lab/model/training_images.hpp"
#include "sfumato/core/view.hpp"
#include "sfumato/train/accuracy.hpp"

namespace sfumato::lab {

/// Of training images that are stored: so far each is moved at random, anew in every epoch.
inline constexpr index_t classifier_shift = 1;

/// The course of its learning rate over all steps of a training: a short rise, then half a cosine down to 0.
lr_schedule classifier_rate(index_t steps);

/// From this probability on the lab calls a classifier sure.
inline constexpr double sure_from = 0.9;
index_t count_sure(const std::vector<recognized>& all);

/// The classifier of a model file at work.
class digit_reader {
 public:
  /// threads: 0 means one per core. Throws (io) naming the file and what is wrong with it, also where it is a denoiser.
  explicit digit_reader(const std::filesystem::path& file, int threads = 0);
  ~digit_reader();
  digit_reader(digit_reader&&) noexcept;
  digit_reader& operator=(digit_reader&&) noexcept;

  const model_card& card() const;
  /// The likeliest class of each image (N,H,W,1) in [-1,1]; class k stands for card().labels[k]. Throws (shape) for
  /// images of another size than it learned from.
  std::vector<recognized> operator()(view<const float> images);
  accuracy_result accuracy(const training_images& data);

 private:
  struct at_work;
  std::unique_ptr<at_work> of_;
};

/// What a classifier makes of images that it did not learn from: the test part of MNIST or Fashion-MNIST, or synthetic
/// digits of another seed than that of the training. Nothing where the test part is not there.
std::optional<accuracy_result> test_accuracy(const training_settings& settings);

}  // namespace sfumato::lab
