#include <cstdio>
#include <exception>

#include "lab/course/map.hpp"

/// The map, and nothing else: built before the rest of the lab, so that one can read what is ahead while that compiles.
int main() {
  try {
    sfumato::lab::show_map();
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "lab: %s\n", e.what());
    return 1;
  }
}
