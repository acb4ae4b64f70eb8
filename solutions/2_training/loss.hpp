#pragma once

#include "lab.hpp"

/// Exercise 2.2: the mean squared error, how far the predicted noise is from the true noise.
///
///     L = mean over all pixels of (prediction - target)^2
///
/// Eigen: `a.square()` squares every value, `a.mean()` is the average of all of them.
///
/// prediction  what the network says
/// target      the same size: what is true
/// returns     one number, 0 where both are equal
///
/// Source: Ho et al. 2020, equation 14.
inline scalar mse(const image& prediction, const image& target) {
  // BEGIN SOLUTION return todo("2.2");
  return (prediction - target).square().mean();
  // END SOLUTION
}

/// Exercise 2.5: the gradient of that loss, where backpropagation begins.
///
///     dL/dprediction(y, x) = 2 * (prediction(y, x) - target(y, x)) / n
///
/// It says for every pixel how L would change if the prediction there were a little larger. n is the number of pixels:
/// `prediction.size()`, or rows times columns.
///
/// prediction, target  the same size
/// returns             the same size: above 0 where the prediction is too large
///
/// Source: the derivative of Ho et al. 2020, equation 14.
inline image mse_gradient(const image& prediction, const image& target) {
  // BEGIN SOLUTION return todo("2.5");
  return 2 * (prediction - target) / static_cast<scalar>(prediction.size());
  // END SOLUTION
}
