#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "../library/io/temporary_folder.hpp"
#include "sfumato/core/error.hpp"

/// What a target defines; 0 is all it returns.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace sfumato_fuzz {

using namespace sfumato;
using sfumato_test::put;
using sfumato_test::temporary_folder;

/// Ends the program where a promise is broken, so that the fuzzer keeps the input.
inline void expect(bool holds, std::string_view promise, std::string_view found = {}) {
  if (holds) return;
  std::fputs(("broken: " + std::string(promise) + ": " + std::string(found) + "\n").c_str(), stderr);
  std::abort();
}

/// Whether the call takes what it is given. The one way to refuse is a sfumato::error of one line, not endless, that
/// begins with the file's name; any other exception ends the program.
template <class Call>
bool accepted(const std::string& file, Call&& call) {
  try {
    call();
    return true;
  } catch (const error& e) {
    const std::string_view message = e.what();
    expect(message.starts_with(file) && message.size() > file.size(), "an error begins with the file's name", message);
    expect(message.size() < 4 * file.size() + 1500, "an error is short", message);
    for (const char c : message)
      expect(static_cast<unsigned char>(c) >= 32 && c != 127, "an error is one line that can be printed", message);
    return false;
  }
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace sfumato_fuzz
