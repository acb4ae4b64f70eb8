#include "sfumato/io/scheduler_config.hpp"

#include <gtest/gtest.h>

#include "../messages.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

scheduler_config schedule_config(const std::string& text) {
  return read_scheduler_config(json_object::of_text("scheduler_config.json", text));
}

/// The stages as numbers, to compare solvers.
std::vector<double> numbers(const solver_plan& plan) {
  std::vector<double> all;
  for (const solver_stage& s : plan.stages)
    for (const double x : {s.timestep, s.next.x, s.next.x0, s.next.epsilon, s.noise.deviation, s.correction.range,
                           s.correction.ratio, static_cast<double>(s.correction.kind), s.rederive ? 1.0 : 0.0})
      all.push_back(x);
  return all;
}
template <class Solver>
void expect_solver(const scheduler_config& c, const Solver& want) {
  const alpha_bar_table schedule = c.noise_schedule();
  const auto timesteps = c.steps(20).of(schedule.train_timesteps());
  EXPECT_EQ(numbers(c.solver().plan(schedule, timesteps, c.prediction)),
            numbers(want.plan(schedule, timesteps, c.prediction)));
}

TEST(SchedulerConfig, TheHubFileOfTheProfessionalModelMeansDdpm) {
  const scheduler_config c = schedule_config(
      R"({"_class_name":"DDPMScheduler","_diffusers_version":"0.1.1","beta_end":0.02,"beta_schedule":"linear",
          "beta_start":0.0001,"clip_sample":true,"num_train_timesteps":1000,"trained_betas":null,
          "variance_type":"fixed_large"})");
  EXPECT_EQ(c.spacing, timestep_spacing::leading);
  EXPECT_EQ(c.prediction, prediction_type::epsilon);
  EXPECT_EQ(c.noise_schedule().alpha(999), linear_beta().alpha(999));
  expect_solver(c, ddpm{.variance = ddpm_variance::fixed_large});
}

TEST(SchedulerConfig, PicksSolverSpacingPredictionAndCorrection) {
  const scheduler_config c = schedule_config(
      R"({"_class_name":"DDIMScheduler","beta_schedule":"scaled_linear","beta_start":0.00085,"beta_end":0.012,
          "clip_sample":false,"set_alpha_to_one":false,"prediction_type":"v_prediction","timestep_spacing":"trailing",
          "rescale_betas_zero_snr":true})");
  EXPECT_EQ(c.spacing, timestep_spacing::trailing);
  EXPECT_EQ(c.prediction, prediction_type::v_prediction);
  EXPECT_EQ(c.noise_schedule().alpha(999), 0);
  expect_solver(c, ddim{.correction = no_correction(), .rederive_epsilon = false, .set_alpha_to_one = false});
  expect_solver(schedule_config(R"({"clip_sample_range":2.5})"), ddpm{.correction = clip_x0(2.5)});
  expect_solver(schedule_config(R"({"thresholding":true,"dynamic_thresholding_ratio":0.9,"sample_max_value":1.5})"),
                ddpm{.correction = threshold_x0(0.9, 1.5)});
  EXPECT_EQ(schedule_config(R"({"steps_offset":1})").steps(10).of(1000).back(), 1);
}

TEST(SchedulerConfig, TrainedBetasReplaceTheSchedule) {
  const scheduler_config c = schedule_config(R"({"num_train_timesteps":3,"trained_betas":[0.1,0.2,0.3]})");
  EXPECT_NEAR(c.noise_schedule().alpha_bars()[2], 0.9 * 0.8 * 0.7, 1e-15);
}

TEST(SchedulerConfig, SurvivesWritingAndReading) {
  for (const char* text :
       {R"({"_class_name":"DDIMScheduler","clip_sample":false,"timestep_spacing":"linspace","steps_offset":1})",
        R"({"variance_type":"learned_range","beta_schedule":"squaredcos_cap_v2","prediction_type":"sample"})",
        R"({"num_train_timesteps":2,"trained_betas":[0.1,0.2]})", "{}"}) {
    const std::string written = scheduler_config_json(schedule_config(text));
    EXPECT_EQ(scheduler_config_json(schedule_config(written)), written);
  }
}

TEST(SchedulerConfig, RefusesByNameWhatItCannotServe) {
  struct row {
    const char* text;
    std::initializer_list<std::string> words;
  };
  const row rows[] = {
      {R"("_class_name":"MysteryScheduler")", {"_class_name", "DDPMScheduler", "DDIMScheduler", "MysteryScheduler"}},
      {R"("mystery":1)", {"'mystery'"}},
      {R"("set_alpha_to_one":true)", {"'set_alpha_to_one'"}},  // DDIM's, not DDPM's
      {R"("variance_type":"mystery")", {"variance_type", "fixed_large", "mystery"}},
      {R"("beta_schedule":"mystery")", {"beta_schedule", "squaredcos_cap_v2", "mystery"}},
      {R"("prediction_type":"flow")", {"prediction_type", "v_prediction", "flow"}},
      {R"("timestep_spacing":"karras")", {"timestep_spacing", "trailing", "karras"}},
      {R"("beta_start":0.5)", {"betas", "0.5"}},
      {R"("beta_end":2)", {"betas"}},
      {R"("beta_start":"1e-4")", {"beta_start", "number"}},
      {R"("num_train_timesteps":0)", {"num_train_timesteps"}},
      {R"("num_train_timesteps":1000000000000)", {"num_train_timesteps"}},
      {R"("trained_betas":[0.1])", {"trained_betas", "1000"}},
      {R"("num_train_timesteps":1,"trained_betas":[1.5])", {"beta", "1.5"}},
      {R"("clip_sample":1)", {"clip_sample", "true or false"}},
      {R"("clip_sample_range":0)", {"clip_sample_range"}},
      {R"("dynamic_thresholding_ratio":2)", {"dynamic_thresholding_ratio"}},
      {R"("sample_max_value":0.5)", {"sample_max_value"}},
      {R"("steps_offset":-1)", {"steps_offset", "-1"}},
  };
  for (const auto& [text, words] : rows) {
    const std::string message = message_of([&] { schedule_config(std::string("{") + text + "}"); });
    EXPECT_TRUE(says(message, words) && says(message, {"scheduler_config.json"})) << text << "\n" << message;
  }
}

}  // namespace
