#include "grade/plain_text.hpp"

#include <array>

#include "messages/markup.hpp"
#include "messages/text.hpp"

namespace lab {
namespace {

bool plain_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

/// How many bytes the UTF-8 character at the front takes; 0: none begins there.
std::size_t length_of_character(std::string_view words, char32_t& code) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(words[i]); };
  const std::size_t length = byte(0) < 0x80 ? 1 : byte(0) >= 0xF0 ? 4 : byte(0) >= 0xE0 ? 3 : byte(0) >= 0xC2 ? 2 : 0;
  if (length == 0 || length > words.size()) return 0;
  constexpr std::array<char32_t, 5> least = {0, 0, 0x80, 0x800, 0x10000};
  code = length == 1 ? byte(0) : byte(0) & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
    code = code << 6 | (byte(i) & 0x3Fu);
  }
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  return code >= least[length] && code <= 0x10FFFF && !surrogate ? length : 0;
}

bool is_shown(char32_t code) {
  if (code == '\n' || code == '\t') return true;
  const bool control = code < 0x20 || (code >= 0x7F && code < 0xA0);
  const bool turns = (code >= 0x200B && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) ||
                     (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF || code == 0xFFFE || code == 0xFFFF;
  return !control && !turns;
}

}  // namespace

std::string shown_name(std::string_view name) {
  constexpr std::size_t longest = 80;
  constexpr const char* digits = "0123456789abcdef";
  std::string shown;
  for (const char c : name) {
    if (shown.size() > longest) return shown + "...";
    if (c >= ' ' && c < 0x7F) {
      shown += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      shown += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return shown;
}

std::string folder_name(std::string_view name) {
  constexpr std::size_t longest = 100;
  std::string kept;
  for (const char c : name.substr(0, longest))
    kept += plain_letter(c) || ((c == '.' || c == '_' || c == '-') && !kept.empty()) ? c : '_';
  while (!kept.empty() && !plain_letter(kept.front())) kept.erase(kept.begin());
  return !kept.empty() && kept == name
             ? kept
             : text(kept.empty() ? "submission" : kept, "-", fingerprint(std::string(name)) % 1000000);
}

std::string clean_text(std::string_view words) {
  std::string clean;
  while (!words.empty()) {
    char32_t code = 0;
    const std::size_t length = length_of_character(words, code);
    if (length == 0) {
      clean += '?';
    } else if (is_shown(code)) {
      clean += words.substr(0, length);
    }
    words.remove_prefix(length == 0 ? 1 : length);
  }
  return clean;
}

std::string escaped(std::string_view words) { return as_markup(clean_text(words)); }

std::string csv_field(std::string_view words) {
  std::string field = clean_text(words);
  if (!field.empty() && std::string_view("=+-@\t|%").find(field.front()) != std::string_view::npos) field = "'" + field;
  if (field.find_first_of(",\"\n") == std::string::npos) return field;
  std::string quoted = "\"";
  for (const char c : field) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

}  // namespace lab
