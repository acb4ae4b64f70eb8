#pragma once

#include "lab.hpp"

/// Exercise 2.3: one step of training. Its nine lines got mixed up; put them in order.
///
///     A   loss = mse(predicted, noise)
///     B   parameters = adam(parameters, gradient)
///     C   t = a random timestep
///     D   predicted = network(x_t, t)
///     E   gradient = 0
///     F   x0 = the next clean picture
///     G   x_t = add_noise(x0, noise, alpha_bar(t))
///     H   gradient = gradient + dloss/dparameters
///     I   noise = random numbers, one for each pixel of x0
///
/// Each line may use only what lines before it have made. When the step begins, `gradient` still holds what the step
/// before has left there. More than one order is right.
///
/// returns  the nine letters in your order, first line first, like "ABCDEFGHI"
///
/// Source: Ho et al. 2020, algorithm 1.
inline std::string training_step_order() {
  return todo("2.3");
}
