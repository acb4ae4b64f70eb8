#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace sfumato::lab {

enum class colours { none, palette, full };  ///< none, the 256 of xterm, 24 bits

/// What a standard stream can show.
struct terminal {
  bool interactive = false;  ///< a terminal with a cursor, not a file or pipe
  bool unicode = false;      ///< the locale's encoding is UTF-8
  colours colour = colours::none;
  int columns = 80;

  /// Looks at the stream, NO_COLOR (no-color.org), TERM, COLORTERM, COLUMNS and the locale.
  static terminal of(std::FILE* stream);

  /// The text in bold, dim or a colour where the stream shows colours; as it is elsewhere.
  std::string bold(std::string_view text) const { return styled("1", text); }
  std::string dim(std::string_view text) const { return styled("2", text); }
  std::string green(std::string_view text) const { return styled("32", text); }
  std::string red(std::string_view text) const { return styled("31", text); }
  std::string yellow(std::string_view text) const { return styled("33", text); }

 private:
  std::string styled(std::string_view style, std::string_view text) const;
};

/// "1 epoch", "8 epochs".
template <class N>
std::string counted(N count, const char* noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace sfumato::lab
