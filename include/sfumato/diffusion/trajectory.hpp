#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "sfumato/core/error.hpp"
#include "sfumato/core/shape.hpp"
#include "sfumato/diffusion/solver/plan.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// The images after some steps of a sampling run.
template <class T>
struct snapshot {
  index_t steps_done = 0;  ///< 0: the noise it began with
  double timestep = -1;    ///< what the last step started from; -1 before the first
  noise_level level;       ///< of x
  std::vector<T> x;        ///< (N,H,W,C)
  std::vector<T> x0;       ///< the last step's estimate of the clean images; zeros before the first
};

/// Keeps snapshots of a sampling run, on the host.
template <class T>
class trajectory_recorder {
 public:
  /// after: how many steps must be done for a snapshot, 0 for the noise.
  explicit trajectory_recorder(std::vector<index_t> after) : after_(std::move(after)) {
    std::sort(after_.begin(), after_.end());
    after_.erase(std::unique(after_.begin(), after_.end()), after_.end());
    require(after_.empty() || after_.front() >= 0, error_kind::value,
            "trajectory_recorder: expected numbers of steps of at least 0, got ", after_.empty() ? 0 : after_.front());
  }

  /// `count` snapshots from the noise to the image, evenly spaced over the steps.
  static trajectory_recorder evenly(index_t count, index_t steps) {
    require(count >= 2 && steps >= 1, error_kind::value,
            "trajectory_recorder: expected at least 2 snapshots and 1 step, got ", count, " and ", steps);
    std::vector<index_t> after;
    for (index_t i = 0; i < count; ++i) after.push_back((2 * i * steps + count - 1) / (2 * (count - 1)));
    return trajectory_recorder(std::move(after));
  }

  const std::vector<snapshot<T>>& snapshots() const { return snapshots_; }

  /// Takes the memory for a run of so many steps, so that the run itself takes none.
  void begin(index_t image_values, index_t steps) {
    snapshots_.clear();
    taken_ = 0;
    for (index_t steps_done : after_) {
      require(steps_done <= steps, error_kind::value, "trajectory_recorder: expected snapshots after at most ", steps,
              " steps, got ", steps_done);
      const auto size = static_cast<std::size_t>(image_values);
      snapshots_.push_back({steps_done, -1, {}, std::vector<T>(size), std::vector<T>(size)});
    }
  }
  /// The snapshot to fill now, or null.
  snapshot<T>* wanted(index_t steps_done) {
    if (taken_ == snapshots_.size() || snapshots_[taken_].steps_done != steps_done) return nullptr;
    return &snapshots_[taken_++];
  }
  /// Drops what a cancelled run did not reach.
  void end() { snapshots_.erase(snapshots_.begin() + static_cast<std::ptrdiff_t>(taken_), snapshots_.end()); }

 private:
  std::vector<index_t> after_;
  std::vector<snapshot<T>> snapshots_;
  std::size_t taken_ = 0;
};

}  // namespace sfumato
