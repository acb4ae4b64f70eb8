#include "grade/course_key.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <span>

#include "grade/sha256.hpp"
#include "messages/text.hpp"
#include "sfumato/core/error.hpp"

namespace lab {
namespace {

using sfumato::error_kind;
using sfumato::fail;

constexpr std::size_t block = 64, shortest_key = 16, longest_key = 4096;

std::string sha256_hex(const std::string& words) {
  sfumato::lab::sha256 digest;
  digest.update(std::span(reinterpret_cast<const std::uint8_t*>(words.data()), words.size()));
  return digest.hex();
}

std::string bytes_of(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    unsigned value = 0;
    std::from_chars(hex.data() + i, hex.data() + i + 2, value, 16);
    bytes += static_cast<char>(static_cast<unsigned char>(value));
  }
  return bytes;
}

}  // namespace

std::string hmac_sha256(const std::string& key, const std::string& message) {
  std::string padded = key.size() > block ? bytes_of(sha256_hex(key)) : key;
  padded.resize(block, '\0');
  std::string inner = padded, outer = padded;
  for (char& c : inner) c = static_cast<char>(c ^ 0x36);
  for (char& c : outer) c = static_cast<char>(c ^ 0x5c);
  return sha256_hex(outer + bytes_of(sha256_hex(inner + message)));
}

std::string read_course_key(const std::string& file) {
  const std::string shown = "the course key " + file;
  const int opened = open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  struct stat about {};
  if (opened < 0 || fstat(opened, &about) != 0 || !S_ISREG(about.st_mode)) {
    if (opened >= 0) close(opened);
    fail(error_kind::config, shown,
         ": expected a file, found none; make one with: (umask 077; head -c 32 /dev/urandom ", "| base64 > ", file,
         ")");
  }
  std::string key(longest_key, '\0');
  const ssize_t count = read(opened, key.data(), key.size());
  close(opened);
  if ((about.st_mode & 077) != 0) fail(error_kind::config, shown, ": others may read it; chmod 600 ", file);
  key.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
  key.erase(key.find_last_not_of(" \t\r\n") + 1);
  if (key.size() < shortest_key)
    fail(error_kind::config, shown, ": expected at least ", shortest_key, " bytes, got ", key.size());
  return key;
}

std::uint64_t seed_of(const std::string& key, int version, const std::string& submission_hash) {
  const std::string digest = hmac_sha256(key, text("inputs\n", version, "\n", submission_hash));
  std::uint64_t seed = 0;
  std::from_chars(digest.data(), digest.data() + 16, seed, 16);
  return seed;
}

}  // namespace lab
