#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "sfumato/core/error.hpp"
#include "sfumato/core/random.hpp"
#include "sfumato/data/dataset.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// y(i,j,c) = x(i - down, j - right, c), and `ground` where that lies outside of x: an image (H,W,C) moved by whole
/// pixels.
template <class T>
void shift_pixels(const shape& image, std::span<const T> x, std::span<T> y, index_t down, index_t right, T ground) {
  const index_t height = image[0], width = image[1], channels = image[2];
  for (index_t i = 0; i < height; ++i)
    for (index_t j = 0; j < width; ++j) {
      const index_t from_i = i - down, from_j = j - right;
      const bool inside = from_i >= 0 && from_i < height && from_j >= 0 && from_j < width;
      for (index_t c = 0; c < channels; ++c)
        y[static_cast<std::size_t>((i * width + j) * channels + c)] =
            inside ? x[static_cast<std::size_t>((from_i * width + from_j) * channels + c)] : ground;
    }
}

/// A dataset whose images are those of another one, each moved by up to `most` pixels in either direction, anew in
/// every epoch: a pure function of seed and index. What a thing is does not depend on where it stands, which a
/// classifier learns by this. What moves in is black, -1.
template <class Data>
class shifted {
 public:
  static constexpr bool endless = true;

  /// Throws (value) unless 0 <= most < the smaller extent of an image.
  shifted(Data data, index_t most, std::uint64_t seed) : data_(std::move(data)), most_(most), seed_(seed) {
    const shape image = data_.image_shape();
    require(most >= 0 && most < (std::min)(image[0], image[1]), error_kind::value,
            "shifted: expected a shift of 0 to below the smaller side of images ", image, ", got ", most);
  }

  const Data& still() const { return data_; }
  index_t size() const { return data_.size(); }
  shape image_shape() const { return data_.image_shape(); }
  int label(index_t i) const { return data_.label(within(i)); }

  /// i >= 0.
  template <class T>
  void get(index_t i, std::span<T> out) const {
    std::vector<T> image(out.size());
    data_.get(within(i), std::span<T>(image));
    const auto words = random_source{seed_ ^ shift_stream, 0, 0}.words(static_cast<std::uint64_t>(i));
    shift_pixels(data_.image_shape(), std::span<const T>(image), out, offset(words[0]), offset(words[1]), T(-1));
  }

 private:
  static constexpr std::uint64_t shift_stream = 0x7368696674656400u;  // apart from every other use of the same seed

  index_t within(index_t i) const {
    if constexpr (requires { requires Data::endless; }) {
      return i;
    } else {
      return i % data_.size();
    }
  }
  /// -most ... most, all equally often.
  index_t offset(std::uint32_t word) const {
    const auto places = static_cast<std::uint64_t>(2 * most_ + 1);
    return static_cast<index_t>((word * places) >> 32) - most_;
  }

  Data data_;
  index_t most_;
  std::uint64_t seed_;
};

}  // namespace sfumato
