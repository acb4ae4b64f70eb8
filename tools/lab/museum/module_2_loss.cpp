#include "1_forward/noising.registry.hpp"
#include "2_training/adam_step.wrong.hpp"
#include "2_training/estimate_x0.wrong.hpp"
#include "2_training/mse.wrong.hpp"
#include "2_training/mse_gradient.wrong.hpp"
#include "2_training/sgd_step.wrong.hpp"
#include "2_training/update_moments.wrong.hpp"
#include "lab/museum/exhibit.hpp"
#include "lab/museum/module_2.hpp"
#include "lab/report/numbers.hpp"

namespace sfumato::lab::museum {

namespace {

using report::decimals;

drawing belief_behind(const std::function<signature::estimate_x0>& f, const hall& in) {
  const double a = in.alpha_bar(75);
  const image x_t = ours(student::add_noise)(in.digit(), in.noise(), a);
  const image predicted = in.noise() + 0.12 * normal_image(16, 16, {0, 30, 0});
  const image x0 = f(x_t, predicted, a);
  return {.pictures = {{x0}},
          .words = join("values from ", decimals(x0.minCoeff(), 2), " to ", decimals(x0.maxCoeff(), 2))};
}

drawing loss_over_error(const std::function<signature::mse>& f, const hall& in) {
  std::vector<double> losses;
  for (int i = -20; i <= 20; ++i) losses.push_back(f(in.digit() + 0.1 * i * (0.5 + 0.8 * in.noise()), in.digit()));
  return {.curve = {.lines = {losses}, .level = 0}};
}

drawing loss_by_step(const std::function<signature::mse_gradient>& f, const hall& in) {
  image prediction = in.noise();
  std::vector<double> losses;
  for (int step = 0; step <= 24; ++step) {
    losses.push_back((prediction - in.digit()).square().mean());
    prediction -= 20 * f(prediction, in.digit());
  }
  return {.curve = {.lines = {losses}, .level = 0}};
}

/// One parameter on its way to 3, where the loss is least.
constexpr double best = 3;

drawing way_down(const std::function<signature::sgd_step>& f, const hall&) {
  ::curve w = ::curve::Zero(1);
  std::vector<double> way;
  for (int step = 0; step <= 15; ++step) {
    way.push_back(w(0));
    w = f(w, 2 * (w - best), 0.1);
  }
  return {.curve = {.lines = {way}, .level = best}};
}

drawing averages(const std::function<signature::update_moments>& f, const hall& in) {
  moments kept{::curve::Zero(1), ::curve::Zero(1)};
  std::vector<double> first, second;
  for (int step = 0; step < 40; ++step) {
    first.push_back(kept.first(0));
    second.push_back(kept.second(0));
    kept = f(kept, ::curve::Constant(1, 0.8 + 0.6 * in.noise()(step)), 0.8, 0.95);
  }
  return {.curve = {.lines = {first, second}, .level = 0}};
}

drawing way_of_adam(const std::function<signature::adam_step>& f, const hall&) {
  const double beta1 = 0.9, beta2 = 0.999;
  ::curve w = ::curve::Zero(1);
  moments kept{::curve::Zero(1), ::curve::Zero(1)};
  std::vector<double> way;
  for (int k = 1; k <= 41; ++k) {
    way.push_back(w(0));
    const ::curve gradient = 0.02 * (w - best);
    kept.first = beta1 * kept.first + (1 - beta1) * gradient;
    kept.second = beta2 * kept.second + (1 - beta2) * gradient.square();
    w = f(w, kept, k, 0.2, beta1, beta2, 0.01);
  }
  return {.curve = {.lines = {way}, .level = best}};
}

}  // namespace

void add_estimate(std::vector<exhibit>& all) {
  all.push_back(hang(student::estimate_x0, wrong::estimate_x0,
                     "A digit at t = 75, and the noise that a good network sees in it: what is behind it?",
                     belief_behind));
}

void add_loss(std::vector<exhibit>& all) {
  all.push_back(hang(student::mse, wrong::mse,
                     "The loss, when a prediction goes from far too small (left) to right (middle) to far too large. "
                     "The thin line is 0.",
                     loss_over_error));
}

void add_gradient_and_optimizer(std::vector<exhibit>& all) {
  all.push_back(hang(student::mse_gradient, wrong::mse_gradient,
                     "The loss of a prediction that takes 24 steps down this gradient. The thin line is 0.",
                     loss_by_step));
  all.push_back(hang(student::sgd_step, wrong::sgd_step,
                     "One parameter, step by step, from 0 to where the loss is least (the thin line).", way_down));
  all.push_back(hang(student::update_moments, wrong::update_moments,
                     "The two averages over 40 steps: m, and thinner v. The thin level line is 0.", averages));
  all.push_back(hang(student::adam_step, wrong::adam_step,
                     "One parameter, step by step, from 0 to where the loss is least (the thin line).", way_of_adam));
}

}  // namespace sfumato::lab::museum
