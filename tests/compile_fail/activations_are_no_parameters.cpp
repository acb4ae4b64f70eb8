// expect: a handle of another kind: value holds activations
#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/ops/linear.hpp"

using graph = sfumato::graph<sfumato::cpu<float>>;

void misuse(graph& g, sfumato::value x, sfumato::value weights) { sfumato::ops::linear(g, x, weights); }
