#pragma once

#include <cstddef>
#include <vector>

#include "sfumato/core/shape.hpp"

namespace sfumato::inline SFUMATO_ISA {

namespace detail {

/// f(place in (N,H,W,C), place in (N,C,H,W)) for every number of images (N,H,W,C).
template <class F>
void for_each_pixel(const shape& images, F&& f) {
  const index_t pixels = images[1] * images[2], channels = images[3];
  for (index_t n = 0; n < images[0]; ++n)
    for (index_t p = 0; p < pixels; ++p)
      for (index_t c = 0; c < channels; ++c)
        f(static_cast<std::size_t>((n * pixels + p) * channels + c),
          static_cast<std::size_t>((n * channels + c) * pixels + p));
}

}  // namespace detail

/// Images as files have them, (N,C,H,W), in the order of memory. images: their shape in memory, (N,H,W,C).
template <class T>
std::vector<T> to_channels_last(const shape& images, const std::vector<T>& file) {
  std::vector<T> memory(file.size());
  detail::for_each_pixel(images, [&](std::size_t m, std::size_t f) { memory[m] = file[f]; });
  return memory;
}

template <class T>
std::vector<T> to_channels_first(const shape& images, const std::vector<T>& memory) {
  std::vector<T> file(memory.size());
  detail::for_each_pixel(images, [&](std::size_t m, std::size_t f) { file[f] = memory[m]; });
  return file;
}

}  // namespace sfumato
