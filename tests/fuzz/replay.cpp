#include <filesystem>
#include <string>

#include "fuzz.hpp"

/// Where the compiler has no libFuzzer: runs a target over every file of the folders it is given.
int main(int count, char** arguments) {
  int inputs = 0;
  for (int i = 1; i < count; ++i)
    for (const auto& item : std::filesystem::directory_iterator(arguments[i])) {
      const std::string input = sfumato_test::contents_of(item.path());
      std::fprintf(stderr, "%s\n", item.path().c_str());
      LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
      ++inputs;
    }
  std::fprintf(stderr, "%d inputs\n", inputs);
  return inputs > 0 ? 0 : 1;
}
