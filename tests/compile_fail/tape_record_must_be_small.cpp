// expect: a tape record must stay small
#include <array>

#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/tensor/graph.hpp"

using graph = sfumato::graph<sfumato::cpu<float>>;

void misuse(graph& g, sfumato::value y) {
  g.record(y, [weights = std::array<float, 4096>{}](graph&) { static_cast<void>(weights); });
}
