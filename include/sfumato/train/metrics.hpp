#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "sfumato/core/shape.hpp"
#include "sfumato/data/loader.hpp"
#include "sfumato/train/objective.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// What was seen of one epoch, as sums that continue where an interrupted run stopped.
struct epoch_metrics {
  static constexpr auto bins = static_cast<std::size_t>(noise_bins);

  double loss_sum = 0;  ///< over images
  index_t images = 0;
  double seconds = 0;
  /// By timestep, in tenths of the schedule: the unweighted squared error of the prediction, summed over images.
  std::array<double, bins> bin_error_sum{};
  std::array<index_t, bins> bin_images{};

  /// The mean of the training loss over the epoch's images, each at the step that it was trained on; 0 before the
  /// first.
  double loss() const { return mean(loss_sum, images); }
  double images_per_second() const { return seconds > 0 ? static_cast<double>(images) / seconds : 0; }
  /// The mean squared error in one tenth of the timesteps; 0 where none was drawn.
  double error_in(std::size_t bin) const { return mean(bin_error_sum[bin], bin_images[bin]); }

  void add_error(std::size_t bin, double error) {
    bin_error_sum[bin] += error;
    ++bin_images[bin];
  }

 private:
  static double mean(double sum, index_t count) { return count > 0 ? sum / static_cast<double>(count) : 0; }
};

/// How far a training run has come: with the arrays of the trainer, all that is needed to go on.
struct training_state {
  index_t steps = 0;
  loader_position next = {};           ///< the batch that comes next
  index_t images = 0;                  ///< in the data set; 0 before the first run
  std::vector<epoch_metrics> history;  ///< of the epochs that are complete
  epoch_metrics current;               ///< of the one at hand
};

}  // namespace sfumato
