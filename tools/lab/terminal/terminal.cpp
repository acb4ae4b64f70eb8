#include "lab/terminal/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace sfumato::lab {

namespace {

std::string_view variable(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? std::string_view() : std::string_view(text);
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// The first of the three variables that is set decides, as in setlocale(3).
bool locale_is_utf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"})
    if (const std::string_view locale = variable(name); !locale.empty())
      return contains(locale, "UTF-8") || contains(locale, "utf-8") || contains(locale, "utf8");
  return false;
}

}  // namespace

terminal terminal::of(std::FILE* stream) {
  terminal seen;
  const int descriptor = ::fileno(stream);
  const std::string_view type = variable("TERM");
  seen.interactive = ::isatty(descriptor) == 1 && type != "dumb" && !type.empty();
  seen.unicode = locale_is_utf8();
  if (!seen.interactive) return seen;

  winsize size{};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    seen.columns = size.ws_col;
  } else if (const int columns = std::atoi(std::string(variable("COLUMNS")).c_str()); columns > 0) {
    seen.columns = columns;
  }
  seen.columns = std::clamp(seen.columns, 20, 400);
  if (variable("NO_COLOR").empty()) {
    const std::string_view depth = variable("COLORTERM");
    seen.colour = contains(depth, "truecolor") || contains(depth, "24bit") ? colours::full : colours::palette;
  }
  return seen;
}

std::string terminal::styled(std::string_view style, std::string_view text) const {
  if (colour == colours::none) return std::string(text);
  return "\x1b[" + std::string(style) + "m" + std::string(text) + "\x1b[0m";
}

}  // namespace sfumato::lab
