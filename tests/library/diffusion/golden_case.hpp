#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "golden_schedule.hpp"
#include "sfumato/diffusion/solver/ddim.hpp"
#include "sfumato/diffusion/solver/ddpm.hpp"

namespace golden {

using namespace sfumato;

inline const tensors& samplers() {
  static const tensors file("samplers.safetensors");
  return file;
}

/// One row of samplers.json for DDPM or DDIM, made ready to run.
struct sampler_case {
  explicit sampler_case(const nlohmann::json& row_)
      : row(row_), config(row_.at("config")), schedule(golden::schedule(config)) {
    timesteps = selected();
    prediction = parse_prediction_type(config.at("prediction_type").get<std::string>());
    plan = planned();
    x = samplers().f64(row["tensors"]["x"]);
    x_f64 = samplers().f64(row["tensors"]["x_f64"]);
    output = samplers().f64(row["tensors"]["model_output"]);
    x0 = samplers().f64(row["tensors"]["x0"]);
    if (row["tensors"].contains("noise")) noise = samplers().f64(row["tensors"]["noise"]);
    image = x.size() / (steps() + 1);
    images = row["shape"][0];
  }

  std::size_t steps() const { return timesteps.size(); }
  bool custom() const { return !row.value("custom_timesteps", nlohmann::json()).is_null(); }
  bool learned() const { return output.size() == 2 * image * steps(); }

  /// Step i of a [steps, N, C, H, W] tensor, or of one half of the channels of [steps, N, 2C, H, W].
  std::vector<double> step_of(const std::vector<double>& all, std::size_t i) const {
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
  alpha_bar_table schedule;
  std::vector<double> timesteps;
  prediction_type prediction{};
  solver_plan plan;
  std::vector<double> x, x_f64, output, x0, noise;
  std::size_t image = 0, images = 0;

 private:
  std::vector<double> selected() const {
    if (custom()) return row["custom_timesteps"].get<std::vector<double>>();
    return sfumato::steps(row["num_inference_steps"],
                          parse_timestep_spacing(config["timestep_spacing"].get<std::string>()), config["steps_offset"])
        .of(schedule.train_timesteps());
  }

  solver_plan planned() const {
    x0_correction correction = no_correction();
    if (config["thresholding"])
      correction = threshold_x0(config["dynamic_thresholding_ratio"], config["sample_max_value"]);
    else if (config["clip_sample"])
      correction = clip_x0(config["clip_sample_range"]);
    // The library of the golden data guesses the previous timestep, except in a custom list.
    const auto previous = custom() ? previous_timestep::next_entry : previous_timestep::guessed;
    if (row["scheduler"] == "DDIMScheduler")
      return ddim{.eta = row["step_kwargs"].value("eta", 0.0),
                  .correction = correction,
                  .rederive_epsilon = row["step_kwargs"].value("use_clipped_model_output", false),
                  .set_alpha_to_one = config["set_alpha_to_one"],
                  .previous = previous}
          .plan(schedule, timesteps, prediction);
    const ddpm solver{.variance = parse_ddpm_variance(config["variance_type"].get<std::string>()),
                      .correction = correction,
                      .previous = previous};
    solver_plan result = solver.plan(schedule, timesteps, prediction);
    // The library also adds noise at a last step from t > 0; ours never does. Put its noise there to compare the rest.
    if (row["noise_drawn"].back() == 1)
      result.stages.back().noise = ddpm_noise(solver.variance, transitions(schedule, timesteps, previous).back());
    return result;
  }
};

inline void for_each_case(const std::function<void(const sampler_case&)>& check) {
  int cases = 0;
  for (const nlohmann::json& row : golden::json("samplers.json")["cases"]) {
    if (row["scheduler"] != "DDPMScheduler" && row["scheduler"] != "DDIMScheduler") continue;
    SCOPED_TRACE(row["id"].get<std::string>());
    check(sampler_case(row));
    ++cases;
  }
  EXPECT_GT(cases, 0);
}

}  // namespace golden
