#pragma once

#include "sfumato/diffusion/solver/churn.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// What other libraries are told with each step instead of in the configuration, and how close to them to be.
struct scheduler_options {
  double eta = 0;                 ///< DDIM
  bool rederive_epsilon = false;  ///< DDIM, elsewhere use_clipped_model_output
  churn added = {};               ///< Euler and Heun
  /// Also what diffusers 0.30 does otherwise than its sources: it guesses the previous timestep (DDPM, DDIM, PNDM),
  /// combines outputs of v as they are (PNDM), asks the network before churn (Euler) and halves the second derivative
  /// (DPM-Solver of order 3).
  bool as_diffusers = false;
};

}  // namespace sfumato
