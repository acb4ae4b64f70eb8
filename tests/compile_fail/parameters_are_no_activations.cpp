// expect: a handle of another kind: value holds activations
#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/ops/activation.hpp"

using graph = sfumato::graph<sfumato::cpu<float>>;

void misuse(graph& g, sfumato::real_value x) { sfumato::ops::silu(g, x); }
