#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "sfumato/core/error.hpp"
#include "sfumato/core/finite.hpp"
#include "sfumato/data/dataset.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Throws (value) if one of the first 16 images of a data set has a pixel beyond -10 ... 10, so that bytes of 0 to 255
/// are noticed before anything is learned from them. Images are meant to lie in [-1,1]; normal numbers of deviation 1,
/// as latents are, pass. What is no number passes, too: the loss tells.
template <class T, class Data>
requires dataset<Data, T>
void require_image_range(const Data& data) {
  constexpr T limit = 10;
  std::vector<T> image(static_cast<std::size_t>(data.image_shape().size()));
  for (index_t i = 0; i < (std::min)(index_t{16}, static_cast<index_t>(data.size())); ++i) {
    data.get(i, std::span<T>(image));
    for (const T& pixel : image)
      require(!above(pixel, limit) && !above(-pixel, limit), error_kind::value,
              "training: expected images in [-1,1], got ", pixel, " in image ", i,
              "; of pixels from 0 to 255 take v / 127.5 - 1");
  }
}

}  // namespace sfumato
