// expect: respaced<S>: S must be a discrete schedule: alpha(t), sigma(t) and train_timesteps()
#include "sfumato/diffusion/schedule/respaced.hpp"

struct only_alpha {
  double alpha(double) const { return 1; }
};

void misuse() { sfumato::respaced<only_alpha> schedule(only_alpha{}, {3, 2, 1, 0}); }
