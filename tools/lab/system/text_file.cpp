#include "lab/system/text_file.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "sfumato/core/error.hpp"

namespace sfumato::lab {

std::string text_of(const std::filesystem::path& file) {
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(stream), {});
  require(stream && !stream.bad(), error_kind::io, file.string(),
          ": cannot read: ", errno != 0 ? std::strerror(errno) : "it is no file");
  return text;
}

}  // namespace sfumato::lab
