// expect: a tape record holds ids, numbers and raw pointers only
#include <string>

#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/tensor/graph.hpp"

using graph = sfumato::graph<sfumato::cpu<float>>;

void misuse(graph& g, sfumato::value y) {
  g.record(y, [name = std::string("a string allocates")](graph&) { static_cast<void>(name); });
}
