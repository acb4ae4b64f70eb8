// expect: zero_terminal_snr<S>: S must be a discrete schedule: alpha(t), sigma(t) and train_timesteps()
#include "sfumato/diffusion/schedule/zero_terminal_snr.hpp"

struct without_sigma {
  double alpha(double) const { return 1; }
  sfumato::index_t train_timesteps() const { return 1000; }
};

void misuse() { sfumato::zero_terminal_snr<without_sigma> schedule{without_sigma{}}; }
