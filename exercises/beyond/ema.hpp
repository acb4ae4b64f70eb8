#pragma once

#include "lab.hpp"

/// Exercise B.5: a slow copy of the network's weights that follows the training.
///
///     average_new = decay * average + (1 - decay) * parameters
///
/// The two shares add up to 1. Train with the parameters, make pictures with the average.
///
/// average     the average so far
/// parameters  the weights after this training step, the same length
/// decay       how much of the average is kept, from 0 to 1, usually 0.999
/// returns     the new average, the same length
///
/// Source: Polyak and Juditsky 1992; for diffusion Song and Ermon 2020, arXiv 2006.09011, technique 5.
inline curve ema_update(const curve& average, const curve& parameters, scalar decay) {
  return todo("B.5");
}
