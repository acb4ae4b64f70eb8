#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "sfumato/optim/adam.hpp"
#include "sfumato/train/edm_objective.hpp"
#include "sfumato/train/flow_objective.hpp"
#include "tiny_training.hpp"

// Short trainings, long for a test and on one core: a file of their own, which the tree that looks for data races
// leaves out.

namespace {

using namespace sfumato_test;

/// The variance of the pixels.
double variance_of(const image_dataset& digits) {
  double sum = 0, squares = 0;
  for (index_t i = 0; i < digits.size(); ++i)
    for (const float x : digits[i]) {
      sum += static_cast<double>(x);
      squares += static_cast<double>(x) * static_cast<double>(x);
    }
  const double n = static_cast<double>(digits.size() * digits.image_shape().size());
  return squares / n - sum * sum / n / n;
}

/// Mean loss of the last epoch of a few.
template <class Objective>
double loss_after(const image_dataset& digits, const std::function<Objective(cpu_context&)>& towards,
                  double learning_rate) {
  using B = tiny_backend;
  cpu_context ctx(1);
  tiny_unet net(unet_widths{8, 12, 16});
  parameter_slab<B> slab(ctx, net);
  slab.initialize(net, 7);
  training_options options = tiny_options();
  options.learning_rate = learning_rate;
  trainer<B, tiny_unet, Objective> training(net, slab, towards(ctx), adam<B>(slab), options);
  training.run(digits, {.epochs = 10});
  return training.history().back().loss();
}

// Who knows no more than mean and variance d^2 of pixels answers best with a line through what stands at the pixel.
// What such an answer leaves of the variance of the target is known; a network that has seen digits must do much
// better.

TEST(Objectives, AShortTrainingOfEdmBeatsEveryAnswerFromThePixelAlone) {
  const image_dataset digits = tiny_digits(200);
  const double d2 = variance_of(digits);
  const auto loss = [&](double learning_rate) {
    return loss_after<edm_objective<tiny_backend>>(
        digits,
        [&](cpu_context& ctx) { return edm_objective<tiny_backend>(ctx, {.network = {.sigma_data = std::sqrt(d2)}}); },
        learning_rate);
  };
  // Input and target are uncorrelated there, so the best line is 0, and leaves all of the variance, 1.
  EXPECT_LT(loss(3e-3), 0.75);
  EXPECT_GT(loss(1e-12), 0.95) << "which nobody does without learning";
}

TEST(Objectives, AShortTrainingOfFlowBeatsEveryAnswerFromThePixelAlone) {
  const image_dataset digits = tiny_digits(200);
  const double d2 = variance_of(digits);
  const auto loss = [&](double learning_rate) {
    return loss_after<flow_objective<tiny_backend>>(
        digits, [](cpu_context& ctx) { return flow_objective<tiny_backend>(ctx); }, learning_rate);
  };
  // (1 + d^2) - (t - (1 - t) d^2)^2 / v = d^2 / v, v = (1 - t)^2 d^2 + t^2; the mean over t by the midpoint rule.
  double left = 0;
  for (int i = 0; i < 1000; ++i) {
    const double t = (i + 0.5) / 1000;
    left += d2 / ((1 - t) * (1 - t) * d2 + t * t) / 1000;
  }
  EXPECT_LT(loss(3e-3), 0.75 * left);
  EXPECT_GT(loss(1e-12), left) << "which nobody does without learning";
}

}  // namespace
