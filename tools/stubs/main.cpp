#include <cstdio>
#include <exception>
#include <string>

#include "stubs/stub.hpp"

// lab-stubs SOLUTIONS EXERCISES          writes the exercises
// lab-stubs SOLUTIONS EXERCISES --check  tells which differ from what would be written
int main(int argc, char** argv) {
  const bool check = argc == 4 && std::string(argv[3]) == "--check";
  if (argc != 3 && !check) {
    std::fputs("lab-stubs SOLUTIONS EXERCISES [--check]\n", stderr);
    return 2;
  }
  try {
    const auto files = check ? lab::stale_stubs(argv[1], argv[2]) : lab::write_stubs(argv[1], argv[2]);
    for (const std::string& file : files)
      std::printf(check ? "%s: differs from its solution; run lab stubs\n" : "%s\n", file.c_str());
    return check && !files.empty() ? 1 : 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lab-stubs: %s\n", error.what());
    return 1;
  }
}
