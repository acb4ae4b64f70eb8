#pragma once

#include <functional>
#include <vector>

#include "lab.hpp"
#include "sfumato/core/view.hpp"

namespace sfumato::lab {

/// The side of a colour picture, and its height in a strip, where red, green and blue stand one below the other: every
/// function that takes grey pictures takes such strips, channel by channel.
inline constexpr index_t colour_side = 32, colour_height = 3 * colour_side;

/// What a network of folded pictures (N,16,16,12) makes of a strip of colour pictures.
image on_colour_strip(const image& strip, const std::function<void(view<const float> in, view<float> out)>& network);

/// A strip of what lies folded, (N,16,16,12).
image colour_strip_of(const std::vector<float>& folded);
/// A strip of pixels (N,32,32,3).
image strip_of_pixels(const std::vector<float>& pixels);

/// A strip's pictures as pixels (N,32,32,3); what is no number is middle grey.
std::vector<float> colour_pixels(const image& strip);

}  // namespace sfumato::lab
