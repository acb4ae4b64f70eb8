#pragma once

#include <string>
#include <vector>

#include "sfumato/core/view.hpp"
#include "sfumato/io/bitmap.hpp"

namespace sfumato::lab::report {

enum class tile { small, normal, wide, large };  // wide: colour, four in a row

/// <img> with the picture inside, as PNG.
std::string image(const bitmap& picture, const std::string& alt);

/// Images (N,H,W,C) in [-1,1] as a grid of tiles. alt describes one of them; its number is appended.
std::string tiles(const view<const float>& images, const std::string& alt, tile size = tile::normal);

/// The same with a word below each; small where there are more than six.
std::string moments(const view<const float>& images, const std::vector<std::string>& words, const std::string& alt);

/// One moment of a film: all its images (N,H,W,C), and a line about it.
struct film_frame {
  view<const float> images;
  std::string caption;
};

/// Images that change, with a slider and a button that plays. Each tile is one tall picture of all its frames, of which
/// the slider shows one.
std::string film(const std::vector<film_frame>& frames, const std::string& alt, tile size = tile::normal);

}  // namespace sfumato::lab::report
