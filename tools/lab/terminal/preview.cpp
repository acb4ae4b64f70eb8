#include "lab/terminal/preview.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "sfumato/io/image_grid.hpp"

namespace sfumato::lab {

namespace {

/// 24 steps of grey between black (16) and white (231) of the palette.
int palette_grey(int grey) {
  if (grey < 4) return 16;
  if (grey > 246) return 231;
  return 232 + std::min((grey - 3) / 10, 23);
}

std::string colour_code(int layer, int grey, colours depth) {
  const std::string level = std::to_string(grey);
  if (depth == colours::full) return std::to_string(layer) + ";2;" + level + ";" + level + ";" + level;
  return std::to_string(layer) + ";5;" + std::to_string(palette_grey(grey));
}

/// The upper pixel is the block's colour, the lower one the background's.
std::string half_block(int upper, int lower, colours depth) {
  return "\x1b[" + colour_code(38, upper, depth) + ";" + colour_code(48, lower, depth) + "m▀";
}

char ramp(int grey) {
  constexpr std::string_view dark_to_light = " .:-=+*#%@";
  return dark_to_light[static_cast<std::size_t>(grey * static_cast<int>(dark_to_light.size() - 1) + 127) / 255];
}

}  // namespace

std::string preview(const view<const float>& images, const terminal& shown_on) {
  const index_t count = images.extent[0], height = images.extent[1], width = images.extent[2];
  const bool blocks = shown_on.colour != colours::none && shown_on.unicode;
  index_t columns = std::clamp<index_t>((shown_on.columns - 1) / (width + 1), 1, count);
  // Full rows where the terminal allows it: 12 images as 6 + 6 or 4 + 4 + 4, not as 5 + 5 + 2.
  for (index_t fewer = columns; fewer > columns / 2; --fewer)
    if (count % fewer == 0) {
      columns = fewer;
      break;
    }

  const auto grey = [&](index_t n, index_t y, index_t x) -> int {
    return y < height ? to_byte(images.row(n)[static_cast<std::size_t>(y * width + x)]) : 0;
  };
  std::string text;
  for (index_t first = 0; first < count; first += columns) {
    for (index_t y = 0; y < height; y += 2) {
      for (index_t n = first; n < std::min(first + columns, count); ++n) {
        if (n > first) text += ' ';
        for (index_t x = 0; x < width; ++x) {
          if (blocks) {
            text += half_block(grey(n, y, x), grey(n, y + 1, x), shown_on.colour);
          } else {
            text += ramp((grey(n, y, x) + grey(n, y + 1, x)) / 2);
          }
        }
        if (blocks) text += "\x1b[0m";
      }
      while (!text.empty() && text.back() == ' ') text.pop_back();
      text += '\n';
    }
    text += '\n';
  }
  return text;
}

}  // namespace sfumato::lab
