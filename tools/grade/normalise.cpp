#include "grade/normalise.hpp"

namespace lab {
namespace {

void put_utf8(char32_t code, std::string& to) {
  const auto add = [&](char32_t byte) { to += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (code < 0x80) {
    add(code);
  } else if (code < 0x800) {
    add(0xC0 | code >> 6);
    add(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    add(0xE0 | code >> 12);
    add(0x80 | (code >> 6 & 0x3F));
    add(0x80 | (code & 0x3F));
  } else {
    add(0xF0 | code >> 18);
    add(0x80 | (code >> 12 & 0x3F));
    add(0x80 | (code >> 6 & 0x3F));
    add(0x80 | (code & 0x3F));
  }
}

/// UTF-16 (RFC 2781); what is no character becomes U+FFFD.
std::string from_utf16(const std::string& bytes, bool big_endian) {
  const auto unit = [&](std::size_t i) {
    const auto first = static_cast<unsigned char>(bytes[i]), second = static_cast<unsigned char>(bytes[i + 1]);
    return static_cast<char32_t>(big_endian ? first << 8 | second : second << 8 | first);
  };
  std::string text;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    char32_t code = unit(i);
    const bool high = code >= 0xD800 && code < 0xDC00, low = code >= 0xDC00 && code < 0xE000;
    if (high && i + 3 < bytes.size() && unit(i + 2) >= 0xDC00 && unit(i + 2) < 0xE000) {
      code = 0x10000 + ((code - 0xD800) << 10) + (unit(i + 2) - 0xDC00);
      i += 2;
    } else if (high || low) {
      code = 0xFFFD;
    }
    put_utf8(code, text);
  }
  return text;
}

enum class width { one_byte, little_endian, big_endian };

/// Editors that save "Unicode" begin with a mark; without one, the zero bytes beside plain letters tell.
width width_of(const std::string& bytes) {
  if (bytes.rfind("\xff\xfe", 0) == 0) return width::little_endian;
  if (bytes.rfind("\xfe\xff", 0) == 0) return width::big_endian;
  if (bytes.size() < 4 || bytes.size() % 2 != 0) return width::one_byte;
  std::size_t even = 0, odd = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) (i % 2 == 0 ? even : odd) += bytes[i] == '\0' ? 1 : 0;
  const std::size_t most = bytes.size() / 2 * 3 / 4;
  if (odd > most && even == 0) return width::little_endian;
  return even > most && odd == 0 ? width::big_endian : width::one_byte;
}

}  // namespace

normalised normalise(const std::string& bytes) {
  normalised done;
  std::string text = bytes;
  if (const width each = width_of(bytes); each != width::one_byte) {
    text = from_utf16(bytes, each == width::big_endian);
    done.changes.emplace_back("was saved as UTF-16");
  }
  if (text.rfind("\xef\xbb\xbf", 0) == 0) {
    text.erase(0, 3);
    if (done.changes.empty()) done.changes.emplace_back("began with a byte order mark");
  }
  if (text.find('\0') != std::string::npos) {
    done.refused = "holds zero bytes, so it is no text";
    return done;
  }
  if (text.find('\r') != std::string::npos) done.changes.emplace_back("had Windows line ends");
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      done.text += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      done.text += '\n';
    }
  }
  return done;
}

}  // namespace lab
