#pragma once

#include <cmath>
#include <utility>
#include <vector>

#include "sfumato/core/view.hpp"
#include "sfumato/diffusion/prediction.hpp"
#include "sfumato/diffusion/schedule/concept.hpp"
#include "sfumato/diffusion/solver/execute.hpp"

/// The perfect network for data whose pixels are drawn from a mixture of normal distributions: with x = alpha x0 +
/// sigma z, component k is N(alpha mean_k, alpha^2 variance_k + sigma^2) and E[x0 | x] is known in closed form.
struct gaussian_mixture {
  struct component {
    double weight, mean, deviation;
  };
  std::vector<component> components;

  /// E[x0 | x].
  double denoised(double x, double alpha, double sigma) const {
    double best = -1e300, total = 0, sum = 0;
    for (const component& c : components) best = std::max(best, log_density(c, x, alpha, sigma));
    for (const component& c : components) {
      const double share = std::exp(log_density(c, x, alpha, sigma) - best);
      const double variance = c.deviation * c.deviation;
      const double gain = alpha * variance / (alpha * alpha * variance + sigma * sigma);
      total += share;
      sum += share * (c.mean + gain * (x - alpha * c.mean));
    }
    return sum / total;
  }

  /// The same as the output of a network of that prediction type.
  double predict(sfumato::prediction_type prediction, double x, double alpha, double sigma) const {
    const double x0 = denoised(x, alpha, sigma), epsilon = (x - alpha * x0) / sigma;
    switch (prediction) {
      case sfumato::prediction_type::epsilon: return epsilon;
      case sfumato::prediction_type::sample: return x0;
      case sfumato::prediction_type::v_prediction: return alpha * epsilon - sigma * x0;
      case sfumato::prediction_type::flow: return epsilon - x0;
    }
    return 0;
  }

 private:
  static double log_density(const component& c, double x, double alpha, double sigma) {
    const double variance = alpha * alpha * c.deviation * c.deviation + sigma * sigma, d = x - alpha * c.mean;
    return std::log(c.weight) - 0.5 * (d * d / variance + std::log(variance));
  }
};

/// Data of one component: the flow, and with it every deterministic solver, is affine.
inline const gaussian_mixture normal_data{{{1, 0.3, 0.5}}};

constexpr sfumato::prediction_type trained_predictions[] = {
    sfumato::prediction_type::epsilon, sfumato::prediction_type::sample, sfumato::prediction_type::v_prediction};

/// Runs a plan on one pixel from noise z, with this noise in its stages (0 for those not given), and the exact network.
/// network_scale: the network is told network_scale t.
template <class S>
double run_exactly(const sfumato::solver_plan& plan, const S& schedule, const gaussian_mixture& data,
                   sfumato::prediction_type prediction, double z, const std::vector<double>& noise = {},
                   double network_scale = 1) {
  sfumato::plan_execution<double> execution({plan.initial_scale * z}, 1);
  std::vector<double> output{0}, drawn{0};
  for (std::size_t i = 0; i < plan.stages.size(); ++i) {
    const sfumato::solver_stage& stage = plan.stages[i];
    const double t = stage.timestep / network_scale;
    if (stage.evaluate)
      output[0] = data.predict(prediction, stage.input_scale * execution.x()[0], schedule.alpha(t), schedule.sigma(t));
    drawn[0] = i < noise.size() ? noise[i] : 0;
    execution.advance(stage, output, {}, drawn);
  }
  return execution.x()[0];
}

/// Mean and variance after a plan without correction, from z ~ N(0,1), for data of one component: all is affine in the
/// noise then, so both follow exactly from the response to each draw.
template <class S>
std::pair<double, double> moments_after(const sfumato::solver_plan& plan, const S& schedule,
                                        const gaussian_mixture& data, sfumato::prediction_type prediction) {
  const double mean = run_exactly(plan, schedule, data, prediction, 0);
  double variance = std::pow(run_exactly(plan, schedule, data, prediction, 1) - mean, 2);
  for (std::size_t i = 0; i < plan.stages.size(); ++i) {
    if (plan.stages[i].noise.kind == sfumato::step_noise::source::none) continue;
    std::vector<double> impulse(plan.stages.size());
    impulse[i] = 1;
    variance += std::pow(run_exactly(plan, schedule, data, prediction, 0, impulse) - mean, 2);
  }
  return {mean, variance};
}

/// The mixture as a denoiser of any CPU backend, under a schedule.
template <class S>
struct exact_denoiser {
  gaussian_mixture data;
  S schedule;
  sfumato::prediction_type type;
  sfumato::index_t channels = 1;

  sfumato::prediction_type prediction() const { return type; }
  sfumato::index_t output_channels() const { return channels; }
  double flops(const sfumato::shape& extent) const { return 10.0 * static_cast<double>(extent.size()); }

  template <class Context, class T>
  void operator()(Context&, sfumato::view<const T> x, double t, sfumato::view<T> out) const {
    const double alpha = schedule.alpha(t), sigma = schedule.sigma(t);
    for (sfumato::index_t i = 0; i < x.size(); ++i)
      out.data[i] = static_cast<T>(data.predict(type, static_cast<double>(x.data[i]), alpha, sigma));
  }
};
