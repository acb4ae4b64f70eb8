#pragma once

#include <string>
#include <string_view>

namespace sfumato::lab::report {

/// A style sheet or a script of the pages, by the name of its file in this folder. Throws (io) where it is missing.
///
/// page.css          tiles have fixed widths, since pixels are shown at whole multiples of their size, and the number
/// of
///                   columns follows the screen; colours have the names of colours.hpp
/// answer_sheet.css  on top of it: paper is white, and a short answer stays with its question; whatever has to stay on
///                   one sheet is at most a third of it, so that none stays half empty
/// film.js           moves a film by its slider, and by its button from the beginning to the end
/// explorer.js       moves noise_explorer(), once for a page
std::string asset(std::string_view name);

}  // namespace sfumato::lab::report
