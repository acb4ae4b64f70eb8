#pragma once

#include "lab.hpp"

/// Exercise B.2: repairs a schedule that leaks, so that nothing of the picture is left at its last timestep.
///
///     s(t) = sqrt(alpha_bar(t))
///     s(t) becomes (s(t) - s_last) * s_first / (s_first - s_last)
///     alpha_bar(t) = s(t)^2
///     beta(0) = 1 - alpha_bar(0)
///     beta(t) = 1 - alpha_bar(t) / alpha_bar(t - 1)      for t = 1, 2, ...
///
/// s_first and s_last are the first and the last s before the repair. Begin with the running product of 1.1b. The shift
/// makes the last s 0, the stretch brings the first back to where it was.
///
/// betas    one number a timestep, at least 2 of them; those before the last are strictly between 0 and 1
/// returns  as many betas: the first as before, the last exactly 1
///
/// Source: Lin et al. 2023, "Common diffusion noise schedules and sample steps are flawed", algorithm 1.
inline curve zero_terminal_snr(const curve& betas) {
  curve repaired(betas.size());
  todo("B.2");
  return repaired;
}
