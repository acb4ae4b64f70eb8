#pragma once

#include <cmath>
#include <span>
#include <vector>

#include "sfumato/diffusion/trajectory.hpp"
#include "sfumato/io/image_grid.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// What of a snapshot is shown: the noisy images, or what they were taken for at that step.
enum class snapshot_part { noisy, estimate };

namespace detail {

/// The images (N,H,W,C) of a snapshot, noisy ones brought to the size of pixels: x / sqrt(alpha^2 + sigma^2) where that
/// is above 1, as it is in solvers that let x grow with the noise.
template <class T>
std::vector<T> shown(const snapshot<T>& moment, const shape& images, snapshot_part part) {
  const bool noisy = part == snapshot_part::noisy;
  std::vector<T> values = noisy ? moment.x : moment.x0;
  require(images.rank() == 4 && static_cast<index_t>(values.size()) == images.size(), error_kind::shape,
          "trajectory picture: expected snapshots of images ", images, ", got ", values.size(), " numbers");
  const double size = noisy ? std::hypot(moment.level.alpha, moment.level.sigma) : 1;
  if (size > 1)
    for (T& x : values) x = static_cast<T>(static_cast<double>(x) / size);
  return values;
}

}  // namespace detail

/// One picture of a trajectory, from left to right, a row for each image. images (N,H,W,C): the run's extent, with
/// pixels in [-1,1] (what is beyond is clamped). Throws (shape) where there is no snapshot or one is of another size.
template <class T>
bitmap trajectory_strip(std::span<const snapshot<T>> snapshots, const shape& images,
                        snapshot_part part = snapshot_part::noisy, grid_options options = {}) {
  require(!snapshots.empty(), error_kind::shape, "trajectory picture: expected at least 1 snapshot, got 0");
  const auto count = static_cast<index_t>(snapshots.size());
  std::vector<T> all;
  for (const snapshot<T>& moment : snapshots) {
    const std::vector<T> values = detail::shown(moment, images, part);
    all.insert(all.end(), values.begin(), values.end());
  }
  // From moments of images to images of moments.
  std::vector<T> rows;
  rows.reserve(all.size());
  for (index_t n = 0; n < images[0]; ++n)
    for (index_t k = 0; k < count; ++k) {
      const T* image = all.data() + (k * images[0] + n) * images.stride();
      rows.insert(rows.end(), image, image + images.stride());
    }
  options.columns = count;
  return image_grid(view<const T>(rows.data(), {images[0] * count, images[1], images[2], images[3]}), options);
}

/// A frame for each snapshot, all images in it as a grid: for write_apng.
template <class T>
std::vector<bitmap> trajectory_frames(std::span<const snapshot<T>> snapshots, const shape& images,
                                      snapshot_part part = snapshot_part::noisy, const grid_options& options = {}) {
  std::vector<bitmap> frames;
  for (const snapshot<T>& moment : snapshots) {
    const std::vector<T> values = detail::shown(moment, images, part);
    frames.push_back(image_grid(view<const T>(values.data(), images), options));
  }
  return frames;
}

}  // namespace sfumato
