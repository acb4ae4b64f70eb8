#include <cstdio>
#include <exception>

#include "lab/model/sampling.hpp"
#include "lab/system/places.hpp"
#include "lab/terminal/preview.hpp"

/// Digits from the shipped model, and nothing else: built before the rest of the lab, so that there is something to
/// look at while that compiles.
int main() {
  using namespace sfumato::lab;
  try {
    const sampling_result drawn = draw(shipped_model(), {.count = 12, .steps = 200});
    std::printf("%s%td digits out of noise, by the model that comes with Sfumato, in %.2f s\n",
                preview(drawn.pictures(), terminal::of(stdout)).c_str(), drawn.extent[0], drawn.seconds);
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "lab: %s\n", e.what());
    return 1;
  }
}
