#pragma once

#include "lab.hpp"

/// Exercise 2.6: one step of gradient descent (SGD).
///
///     w_new = w - learning_rate * g
///
/// The gradient g points uphill, where the loss grows. We want to go down.
///
/// parameters     w, all numbers that the network learns, as one list
/// gradient       g, the same length
/// learning_rate  how long the step is
/// returns        the new parameters, the same length
///
/// Source: Robbins and Monro 1951.
inline curve sgd_step(const curve& parameters, const curve& gradient, scalar learning_rate) {
  // BEGIN SOLUTION return todo("2.6");
  return parameters - learning_rate * gradient;
  // END SOLUTION
}

/// Exercise 2.7: the two running averages that Adam keeps for every parameter.
///
///     m_new = beta1 * m + (1 - beta1) * g          which way, on the whole?
///     v_new = beta2 * v + (1 - beta2) * g^2        how wildly?
///
/// `before.first` is m, `before.second` is v; `after.first = ...` and `after.second = ...` store the new ones. These
/// betas say how much of the old value is kept: they have nothing to do with those of the noise schedule.
///
/// before        the averages so far
/// gradient      g of this step, the same length
/// beta1, beta2  between 0 and 1, usually 0.9 and 0.999
/// returns       the averages with this step's gradient in them
///
/// Source: Kingma and Ba 2015, "Adam", algorithm 1.
inline moments update_moments(const moments& before, const curve& gradient, scalar beta1, scalar beta2) {
  moments after = before;
  // BEGIN SOLUTION todo("2.7");
  after.first = beta1 * before.first + (1 - beta1) * gradient;
  after.second = beta2 * before.second + (1 - beta2) * gradient.square();
  // END SOLUTION
  return after;
}

/// Exercise 2.8: a step of Adam.
///
///     m_hat = m / (1 - beta1^k)
///     v_hat = v / (1 - beta2^k)
///     w_new = w - learning_rate * m_hat / (sqrt(v_hat) + epsilon)
///
/// Both averages began at 0 and are therefore too small at first; the two divisions make up for exactly that. They are
/// called bias correction. `std::pow(beta1, k)` is beta1 to the power of k.
///
/// parameters     w
/// averages       m = `averages.first` and v = `averages.second`, with this step's gradient in them (2.7)
/// k              the number of this step, counted from 1
/// learning_rate  about how far one step moves a parameter
/// beta1, beta2   the same as in 2.7
/// epsilon        a tiny number, usually 1e-8, so that nothing is divided by 0; added after the root
/// returns        the new parameters
///
/// Source: Kingma and Ba 2015, "Adam", algorithm 1.
inline curve adam_step(const curve& parameters, const moments& averages, int k, scalar learning_rate, scalar beta1,
                       scalar beta2, scalar epsilon) {
  // BEGIN SOLUTION return todo("2.8");
  const curve m_hat = averages.first / (1 - std::pow(beta1, k));
  const curve v_hat = averages.second / (1 - std::pow(beta2, k));
  return parameters - learning_rate * m_hat / (v_hat.sqrt() + epsilon);
  // END SOLUTION
}
