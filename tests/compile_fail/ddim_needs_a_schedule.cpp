// expect: DDPM and DDIM need a discrete schedule: alpha(t), sigma(t) and train_timesteps()
#include "sfumato/diffusion/solver/ddim.hpp"

struct continuous {
  double alpha(double t) const { return 1 - t; }
  double sigma(double t) const { return t; }
};

sfumato::solver_plan misuse() {
  return sfumato::ddim{}.plan(continuous{}, {0.75, 0.5, 0.25}, sfumato::prediction_type::v_prediction);
}
