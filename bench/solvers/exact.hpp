#pragma once

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/diffusion/schedule/straight_path.hpp"
#include "sfumato/diffusion/solver/flow_euler.hpp"
#include "solvers/result.hpp"
#include "tests/library/diffusion/exact_denoiser.hpp"

/// Pixels drawn from two normal distributions, and the network that is exact for them. In one dimension the flow keeps
/// quantiles: from x at time t it leads to F_0^-1(F_t(x)), F_t being the distribution function of alpha x0 + sigma z.
/// So the end of the exact way is known without solving anything, and with it the distribution of what is drawn.
class exact_problem {
 public:
  static constexpr std::size_t pixels = 1 << 16;
  static constexpr int repetitions = 8;

  explicit exact_problem(gaussian_mixture data) : data_(std::move(data)), quantiles_(pixels) {
    double x = -10;
    for (std::size_t i = 0; i < pixels; ++i) x = quantiles_[i] = inverse(share(i), x);
  }

  const gaussian_mixture& data() const { return data_; }

  /// F_t at x.
  double below(double x, double alpha, double sigma) const {
    double sum = 0;
    for (const auto& c : data_.components)
      sum += c.weight / 2 * std::erfc((alpha * c.mean - x) / (std::hypot(alpha * c.deviation, sigma) * std::sqrt(2.0)));
    return sum;
  }
  /// F_0^-1(F_t(x)), from the table of quantiles.
  double flow_end(double x, double alpha, double sigma) const {
    const double place = below(x, alpha, sigma) * static_cast<double>(pixels) - 0.5;
    const auto low = static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(pixels - 2)));
    const double fraction = std::clamp(place - static_cast<double>(low), 0.0, 1.0);
    return quantiles_[low] + fraction * (quantiles_[low + 1] - quantiles_[low]);
  }

  /// Runs a plan from evenly spread quantiles of the noise; network(x, t, alpha, sigma) answers. Without noise in the
  /// steps one run is all there is to know.
  template <class S, class F>
  outcome run(const sfumato::solver_plan& plan, const S& schedule, double first_time, double time_scale,
              F&& network) const {
    const bool random = draws_noise(plan);
    std::vector<double> distances;
    outcome found;
    for (int repetition = 0; repetition < (random ? repetitions : 1); ++repetition) {
      std::vector<double> end = drawn(plan, schedule, time_scale, network, repetition);
      if (!random) found.error = {error_of(end, schedule, first_time), 0};
      distances.push_back(distance(end));
    }
    found.distance = random ? mean_of(distances) : measure{distances[0], 0};
    return found;
  }

  /// The Wasserstein-1 distance from the data: the mean distance of sorted pixels from the data's quantiles.
  double distance(std::vector<double>& drawn) const {
    std::sort(drawn.begin(), drawn.end());
    double sum = 0;
    for (std::size_t i = 0; i < pixels; ++i) sum += std::abs(drawn[i] - quantiles_[i]);
    return sum / static_cast<double>(pixels);
  }
  /// That of as many pixels of the data themselves.
  measure floor() const {
    std::vector<double> distances;
    for (unsigned repetition = 0; repetition < repetitions; ++repetition) {
      std::mt19937_64 engine(1000 + repetition);
      std::uniform_real_distribution<double> uniform;
      std::vector<double> drawn(pixels);
      for (double& x : drawn) x = quantiles_[static_cast<std::size_t>(uniform(engine) * static_cast<double>(pixels))];
      distances.push_back(distance(drawn));
    }
    return mean_of(distances);
  }

 private:
  static double share(std::size_t i) { return (static_cast<double>(i) + 0.5) / static_cast<double>(pixels); }

  /// By halving, F(-10) = 0 and F(10) = 1 to the last digit.
  template <class F>
  static double solved(F&& distribution, double p, double low) {
    double high = 10;
    for (int i = 0; i < 60; ++i) {
      const double middle = low + (high - low) / 2;
      (distribution(middle) < p ? low : high) = middle;
    }
    return high;
  }
  double inverse(double p, double low) const {
    return solved([&](double x) { return below(x, 1, 0); }, p, low);
  }
  static const std::vector<double>& noise() {
    static const std::vector<double> spread = [] {
      std::vector<double> all(pixels);
      double z = -10;
      for (std::size_t i = 0; i < pixels; ++i)
        z = all[i] = solved([](double x) { return std::erfc(-x / std::sqrt(2.0)) / 2; }, share(i), z);
      return all;
    }();
    return spread;
  }

  /// RMS, from noise that is taken for x at the first time.
  template <class S>
  double error_of(const std::vector<double>& end, const S& schedule, double first_time) const {
    const double alpha = schedule.alpha(first_time), sigma = schedule.sigma(first_time);
    double sum = 0;
    for (std::size_t i = 0; i < pixels; ++i) sum += std::pow(end[i] - flow_end(noise()[i], alpha, sigma), 2);
    return std::sqrt(sum / static_cast<double>(pixels));
  }

  template <class S, class F>
  static std::vector<double> drawn(const sfumato::solver_plan& plan, const S& schedule, double time_scale, F& network,
                                   int repetition) {
    std::vector<double> x = noise(), output(pixels), random(pixels);
    for (double& value : x) value *= plan.initial_scale;
    sfumato::plan_execution<double> execution(std::move(x), 1);
    std::mt19937_64 engine(static_cast<unsigned>(repetition));
    std::normal_distribution<double> normal;
    for (const sfumato::solver_stage& stage : plan.stages) {
      if (stage.evaluate) {
        const double t = stage.timestep / time_scale, alpha = schedule.alpha(t), sigma = schedule.sigma(t);
        for (std::size_t i = 0; i < pixels; ++i)
          output[i] = network(stage.input_scale * execution.x()[i], stage.timestep, alpha, sigma);
      }
      if (stage.noise.kind != sfumato::step_noise::source::none)
        for (double& z : random) z = normal(engine);
      execution.advance(stage, output, {}, random);
    }
    return {execution.x().begin(), execution.x().end()};
  }

  gaussian_mixture data_;
  std::vector<double> quantiles_;
};

inline void measure_exact() {
  using namespace sfumato;
  const exact_problem problem({{{0.4, -0.5, 0.2}, {0.6, 0.4, 0.3}}});
  const linear_beta schedule;
  const double last = static_cast<double>(schedule.train_timesteps() - 1);
  const auto denoiser = [&](double x, double, double alpha, double sigma) {
    return problem.data().predict(prediction_type::epsilon, x, alpha, sigma);
  };
  // A consistency model is what lcm asks for: its exact one leads to the end of the flow at once, f = c_skip x + c_out
  // x0.
  const lcm consistent;
  const auto consistency = [&](double x, double t, double alpha, double sigma) {
    const double scaled = consistent.timestep_scaling * t, root = std::hypot(scaled, consistent.data_deviation);
    const double skip = std::pow(consistent.data_deviation / root, 2);
    const double x0 = (problem.flow_end(x, alpha, sigma) - skip * x) / (scaled / root);
    return (x - alpha * x0) / sigma;
  };
  measure_all("exact", schedule, no_correction(), true, [&](const std::string& solver, const solver_plan& plan) {
    return solver == "lcm" ? problem.run(plan, schedule, last, 1, consistency)
                           : problem.run(plan, schedule, last, 1, denoiser);
  });

  const straight_path straight;
  for (const index_t budget : budgets) {
    const solver_plan plan = flow_euler{}.plan(straight, flow_times(budget), prediction_type::flow);
    const auto velocity = [&](double x, double, double alpha, double sigma) {
      return problem.data().predict(prediction_type::flow, x, alpha, sigma);
    };
    write_row("exact", "flow_euler", "even", budget, plan.steps(), plan.evaluations(),
              problem.run(plan, straight, 1, 1000, velocity));
  }
  write_row("exact", "floor", "", 0, 0, 0, {{}, problem.floor()});
}
