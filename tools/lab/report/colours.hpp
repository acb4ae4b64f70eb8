#pragma once

#include <array>
#include <string_view>

namespace sfumato::lab::report {

/// A colour by its name in the style sheet, on a light screen, a dark one, and paper.
struct named_colour {
  std::string_view name, light, dark, paper;
};

/// All colours of pages, plots and prints. On the ground of `--paper` and of `--panel`, text has a contrast of at least
/// 4.5 to 1 and what a figure is read from at least 3 to 1 (WCAG 2.1); `--line` only decorates.
inline constexpr std::array<named_colour, 8> palette = {{{"--paper", "#fbf9f5", "#171511", "#ffffff"},
                                                         {"--panel", "#f3efe7", "#211e18", "#f6f3ec"},
                                                         {"--ink", "#24211c", "#ebe5d9", "#1d1b17"},
                                                         {"--soft", "#6b6459", "#a79e8e", "#6a6459"},
                                                         {"--line", "#e3ddd1", "#373229", "#ddd6ca"},
                                                         {"--accent", "#a3441c", "#f0966a", "#9a3f19"},
                                                         {"--second", "#8d7f66", "#857a66", "#8d7f66"},
                                                         {"--third", "#2d6f6b", "#7cc4bd", "#2d6f6b"}}};

constexpr const named_colour& colour_of(std::string_view name) {
  for (const named_colour& one : palette)
    if (one.name == name) return one;
  return palette.front();
}

}  // namespace sfumato::lab::report
