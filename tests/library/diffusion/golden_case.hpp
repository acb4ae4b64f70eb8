#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "golden_schedule.hpp"
#include "sfumato/io/scheduler_config.hpp"

namespace golden {

using namespace sfumato;

inline const tensors& samplers() {
  static const tensors file("samplers.safetensors");
  return file;
}

/// The scheduler of a row; a name, an option or an argument that is not served throws.
inline scheduler scheduler_of(const nlohmann::json& row) {
  // The library of the golden data guesses the previous timestep, except in a custom list.
  scheduler_options options{.as_diffusers = row.value("custom_timesteps", nlohmann::json()).is_null()};
  for (const auto& argument : row["step_kwargs"].items()) {
    const std::string& name = argument.key();
    const auto read = [&](const char* known, auto& to) {
      if (name == known) argument.value().get_to(to);
      return name == known;
    };
    if (!read("eta", options.eta) && !read("use_clipped_model_output", options.rederive_epsilon) &&
        !read("s_churn", options.added.amount) && !read("s_tmin", options.added.from) &&
        !read("s_tmax", options.added.to) && !read("s_noise", options.added.noise))
      throw std::runtime_error("golden data: an argument of step() that is not known: " + name);
  }
  nlohmann::json config = row.at("config");
  config["_class_name"] = row["scheduler"];
  return read_scheduler_config({"samplers.json", config}).make(options);
}

/// One row of samplers.json, made ready to run. A call is what the reference's step() does with one evaluation: a stage
/// that evaluates and those after it that do not.
struct sampler_case {
  explicit sampler_case(const nlohmann::json& row_)
      : row(row_), config(row_.at("config")), solver(scheduler_of(row_)), schedule(solver.schedule) {
    prediction = solver.prediction;
    points = custom() ? path_through(schedule, row["custom_timesteps"].get<std::vector<double>>())
                      : solver.choice.of(schedule, row["num_inference_steps"]);
    plan = planned();
    for (std::size_t i = 0; i < plan.stages.size(); ++i) {
      if (!plan.stages[i].evaluate) continue;
      first_stages.push_back(i);
      timesteps.push_back(plan.stages[i].timestep);
    }
    x = samplers().f64(row["tensors"]["x"]);
    x_f64 = samplers().f64(row["tensors"]["x_f64"]);
    output = samplers().f64(row["tensors"]["model_output"]);
    if (row["tensors"].contains("x0")) x0 = samplers().f64(row["tensors"]["x0"]);
    if (row["tensors"].contains("noise")) noise = samplers().f64(row["tensors"]["noise"]);
    image = x.size() / (calls() + 1);
    images = row["shape"][0];
  }

  std::size_t calls() const { return timesteps.size(); }
  bool custom() const { return !row.value("custom_timesteps", nlohmann::json()).is_null(); }
  bool learned() const { return output.size() == 2 * image * calls(); }
  std::size_t stages_end(std::size_t call) const {
    return call + 1 < calls() ? first_stages[call + 1] : plan.stages.size();
  }

  /// Call i of a [calls, N, C, H, W] tensor, or of one half of the channels of [calls, N, 2C, H, W].
  std::vector<double> call_of(const std::vector<double>& all, std::size_t i) const {
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(i * image);
    return {begin, begin + static_cast<std::ptrdiff_t>(image)};
  }
  std::vector<double> output_half(std::size_t i, std::size_t half) const {
    const std::size_t one = image / images;
    std::vector<double> result;
    for (std::size_t n = 0; n < images; ++n) {
      const auto begin = output.begin() + static_cast<std::ptrdiff_t>(((i * images + n) * 2 + half) * one);
      result.insert(result.end(), begin, begin + static_cast<std::ptrdiff_t>(one));
    }
    return result;
  }
  /// Zeros where none was drawn.
  std::vector<double> noise_of(std::size_t i) const {
    return noise.empty() ? std::vector<double>(image) : call_of(noise, i);
  }

  /// m(x,t) of the golden data, and its second half for learned variances.
  double network(double value, double t) const {
    return (0.1 + 0.85 * t / config["num_train_timesteps"].get<double>()) * value + 0.05 * std::sin(2 * value) +
           0.1 * std::sin(t / 100);
  }
  double network_variance(double value) const {
    return config["variance_type"] == "learned" ? 0.01 * (1.5 + std::sin(value)) : 0.5 * std::sin(value);
  }

  const nlohmann::json& row;
  const nlohmann::json& config;
  scheduler solver;
  const alpha_bar_table& schedule;
  solver_path points;
  std::vector<double> timesteps;  ///< of each call
  std::vector<std::size_t> first_stages;
  prediction_type prediction{};
  solver_plan plan;
  std::vector<double> x, x_f64, output, x0, noise;
  std::size_t image = 0, images = 0;

 private:
  solver_plan planned() const {
    solver_plan result = solver.plan(points);
    const auto* ancestral = std::get_if<ddpm>(&solver.solver);
    // The library also adds noise at a last step of DDPM from t > 0; ours never does. Put its noise there to compare
    // the rest.
    if (ancestral && row["noise_drawn"].back() == 1)
      result.stages.back().noise = ddpm_noise(
          ancestral->variance, transitions(schedule, scheduler::timesteps(points), ancestral->previous).back());
    return result;
  }
};

/// Every row of the file, each with its id in the messages; one that cannot be made fails. Returns how many ran.
inline int for_each_case(const std::function<void(const sampler_case&)>& check) {
  int cases = 0;
  for (const nlohmann::json& row : golden::json("samplers.json")["cases"]) {
    SCOPED_TRACE(row["id"].get<std::string>());
    try {
      check(sampler_case(row));
      ++cases;
    } catch (const std::exception& e) {
      ADD_FAILURE() << e.what();
    }
  }
  EXPECT_GT(cases, 0);
  return cases;
}

}  // namespace golden
