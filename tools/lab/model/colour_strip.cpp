#include "lab/model/colour_strip.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "sfumato/data/fold.hpp"

namespace sfumato::lab {

namespace {

const shape flat{colour_side, colour_side, 3};

/// f(place in the strip, place in (N,32,32,3)), for each number of N pictures.
template <class F>
void for_each_number(index_t pictures, const F& f) {
  constexpr index_t pixels = colour_side * colour_side;
  for (index_t n = 0; n < pictures; ++n)
    for (index_t c = 0; c < 3; ++c)
      for (index_t p = 0; p < pixels; ++p)
        f((n * 3 + c) * pixels + p, static_cast<std::size_t>((n * pixels + p) * 3 + c));
}

index_t pictures_in(const image& strip) {
  require(strip.cols() == colour_side && strip.rows() > 0 && strip.rows() % colour_height == 0, error_kind::shape,
          "the colour model: expected pictures of ", colour_height, " x ", colour_side,
          ", red, green and blue one below the other, got ", strip.rows(), " x ", strip.cols());
  return strip.rows() / colour_height;
}

template <class Change>
void for_each_picture(const std::vector<float>& from, std::vector<float>& to, const Change& change) {
  const auto numbers = static_cast<std::size_t>(flat.size());
  for (std::size_t at = 0; at < from.size(); at += numbers)
    change(std::span<const float>(from).subspan(at, numbers), std::span(to).subspan(at, numbers));
}

}  // namespace

image on_colour_strip(const image& strip, const std::function<void(view<const float>, view<float>)>& network) {
  const index_t pictures = pictures_in(strip);
  std::vector<float> pixels(static_cast<std::size_t>(strip.size())), in(pixels.size()), out(pixels.size());
  for_each_number(pictures, [&](index_t s, std::size_t p) { pixels[p] = static_cast<float>(strip.data()[s]); });
  for_each_picture(pixels, in, [](auto from, auto to) { fold_pixels(flat, from, to); });
  const shape folded{pictures, colour_side / 2, colour_side / 2, 12};
  network({in.data(), folded}, {out.data(), folded});
  return colour_strip_of(out);
}

image colour_strip_of(const std::vector<float>& folded) {
  std::vector<float> pixels(folded.size());
  for_each_picture(folded, pixels, [](auto from, auto to) { unfold_pixels(flat, from, to); });
  return strip_of_pixels(pixels);
}

image strip_of_pixels(const std::vector<float>& pixels) {
  const index_t pictures = static_cast<index_t>(pixels.size()) / flat.size();
  image strip(pictures * colour_height, colour_side);
  for_each_number(pictures, [&](index_t s, std::size_t p) { strip.data()[s] = static_cast<double>(pixels[p]); });
  return strip;
}

std::vector<float> colour_pixels(const image& strip) {
  std::vector<float> pixels(static_cast<std::size_t>(strip.size()));
  for_each_number(pictures_in(strip), [&](index_t s, std::size_t p) {
    const double v = strip.data()[s];
    pixels[p] = std::isfinite(v) ? static_cast<float>(std::clamp(v, -1e6, 1e6)) : 0.0F;
  });
  return pixels;
}

}  // namespace sfumato::lab
