// expect: linear_combination: one weight for each register
#include "sfumato/math/solver_stage.hpp"

void misuse() {
  float out = 0;
  const float weights[] = {1, 2, 3};
  sfumato::linear_combination<float, 3>{weights, {0, 1, 2}}(out, 1.0f, 2.0f);
}
