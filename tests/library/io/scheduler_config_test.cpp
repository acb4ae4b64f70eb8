#include "sfumato/io/scheduler_config.hpp"

#include <gtest/gtest.h>

#include <string>
#include <variant>
#include <vector>

#include "../messages.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

scheduler_config config_of(const std::string& text) {
  return read_scheduler_config(json_object::of_text("scheduler_config.json", text));
}
scheduler scheduler_of(const std::string& text) { return config_of(text).make(); }
std::string with_class(const std::string& name, const std::string& more = "") {
  return "{\"_class_name\":\"" + name + "\"" + (more.empty() ? "" : "," + more) + "}";
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
  const std::vector<double> timesteps = steps(20, c.spacing, c.steps_offset).of(schedule.train_timesteps());
  EXPECT_EQ(numbers(c.plan(20)), numbers(want.plan(schedule, timesteps, c.prediction)));
}

TEST(SchedulerConfig, ThatOfThePretrainedCifarModelMeansDdpm) {
  const scheduler_config c = config_of(
      R"({"_class_name":"DDPMScheduler","_diffusers_version":"0.1.1","beta_end":0.02,"beta_schedule":"linear",
          "beta_start":0.0001,"clip_sample":true,"num_train_timesteps":1000,"trained_betas":null,
          "variance_type":"fixed_large"})");
  EXPECT_EQ(c.spacing, timestep_spacing::leading);
  EXPECT_EQ(c.prediction, prediction_type::epsilon);
  EXPECT_EQ(c.noise_schedule().train_timesteps(), 1000);
  EXPECT_EQ(c.noise_schedule().alpha(999), linear_beta().alpha(999));
  const scheduler made = c.make();
  const auto& solver = std::get<ddpm>(made.solver);
  EXPECT_EQ(solver.variance, ddpm_variance::fixed_large);
  EXPECT_EQ(solver.correction.kind, x0_correction::method::clip);
  EXPECT_EQ(solver.previous, previous_timestep::next_entry) << "only as_diffusers guesses";
  EXPECT_EQ(made.prediction, prediction_type::epsilon);
  EXPECT_EQ(made.plan(10).stages.front().timestep, 900) << "the library's default spacing is leading";
  expect_solver(c, ddpm{.variance = ddpm_variance::fixed_large});
}

TEST(SchedulerConfig, PicksSolverSpacingPredictionAndCorrection) {
  const scheduler_config c = config_of(
      R"({"_class_name":"DDIMScheduler","beta_schedule":"scaled_linear","beta_start":0.00085,"beta_end":0.012,
          "clip_sample":false,"set_alpha_to_one":false,"prediction_type":"v_prediction","timestep_spacing":"trailing",
          "rescale_betas_zero_snr":true})");
  EXPECT_EQ(c.spacing, timestep_spacing::trailing);
  EXPECT_EQ(c.prediction, prediction_type::v_prediction);
  EXPECT_EQ(c.noise_schedule().alpha(999), 0);
  expect_solver(c, ddim{.correction = no_correction(), .rederive_epsilon = false, .set_alpha_to_one = false});
  expect_solver(config_of(R"({"clip_sample_range":2.5})"), ddpm{.correction = clip_x0(2.5)});
  expect_solver(config_of(R"({"thresholding":true,"dynamic_thresholding_ratio":0.9,"sample_max_value":1.5})"),
                ddpm{.correction = threshold_x0(0.9, 1.5)});
  EXPECT_EQ(config_of(R"({"steps_offset":1})").plan(10).stages.back().timestep, 1);
}

TEST(SchedulerConfig, WhatIsLeftOutHasTheDefaultsOfItsScheduler) {
  const auto only_name = [](const char* name) { return scheduler_of(with_class(name)); };
  EXPECT_EQ(std::get<dpm_solver>(only_name("DPMSolverMultistepScheduler").solver).order, 2);
  EXPECT_EQ(std::get<unipc>(only_name("UniPCMultistepScheduler").solver).b, unipc::b_function::bh2);
  EXPECT_EQ(std::get<pndm>(only_name("PNDMScheduler").solver).end, path_end::first_timestep);
  EXPECT_EQ(only_name("EulerDiscreteScheduler").choice.spacing, timestep_spacing::linspace);
  EXPECT_EQ(only_name("DDIMScheduler").choice.spacing, timestep_spacing::leading);
  EXPECT_TRUE(std::holds_alternative<ddpm>(scheduler_of("{}").solver));
}

TEST(SchedulerConfig, NamesMeanTheSolversOfAnAlgorithm) {
  const auto solver_of = [](const std::string& name) {
    const scheduler made = scheduler_of(with_class(
        "DPMSolverMultistepScheduler", "\"final_sigmas_type\":\"sigma_min\",\"algorithm_type\":\"" + name + "\""));
    return std::get<dpm_solver>(made.solver);
  };
  EXPECT_EQ(solver_of("dpmsolver++").form, estimate_form::data);
  EXPECT_EQ(solver_of("dpmsolver").form, estimate_form::noise);
  EXPECT_EQ(solver_of("sde-dpmsolver++").form, estimate_form::data);
  EXPECT_EQ(solver_of("sde-dpmsolver").form, estimate_form::noise);
  for (const char* name : {"dpmsolver++", "dpmsolver"}) EXPECT_FALSE(solver_of(name).sde) << name;
  for (const char* name : {"sde-dpmsolver++", "sde-dpmsolver"}) EXPECT_TRUE(solver_of(name).sde) << name;
}

TEST(SchedulerConfig, TrainedBetasReplaceTheSchedule) {
  const scheduler made =
      scheduler_of(with_class("DDIMScheduler", R"("num_train_timesteps":3,"trained_betas":[0.1,0.2,0.5])"));
  EXPECT_EQ(made.schedule.train_timesteps(), 3);
  EXPECT_NEAR(alpha_bar(made.schedule, 2), 0.9 * 0.8 * 0.5, 1e-15);
  const scheduler_config c = config_of(R"({"num_train_timesteps":3,"trained_betas":[0.1,0.2,0.3]})");
  EXPECT_NEAR(c.noise_schedule().alpha_bars()[2], 0.9 * 0.8 * 0.7, 1e-15);
}

TEST(SchedulerConfig, SurvivesWritingAndReading) {
  for (const std::string& text :
       {std::string(
            R"({"_class_name":"DDIMScheduler","clip_sample":false,"timestep_spacing":"linspace","steps_offset":1})"),
        std::string(
            R"({"variance_type":"learned_range","beta_schedule":"squaredcos_cap_v2","prediction_type":"sample"})"),
        std::string(R"({"num_train_timesteps":2,"trained_betas":[0.1,0.2],"_name_or_path":"x"})"), std::string("{}"),
        with_class("PNDMScheduler", R"("skip_prk_steps":true,"set_alpha_to_one":true)"),
        with_class("EulerDiscreteScheduler", R"("use_karras_sigmas":true,"sigma_min":0.1,"sigma_max":null)"),
        with_class("EulerAncestralDiscreteScheduler"), with_class("HeunDiscreteScheduler", R"("clip_sample":true)"),
        with_class("DPMSolverMultistepScheduler", R"("solver_order":3,"lambda_min_clipped":-5.1,"variance_type":null)"),
        with_class("UniPCMultistepScheduler", R"("disable_corrector":[0,2],"solver_p":null)")}) {
    SCOPED_TRACE(text);
    const scheduler_config read = config_of(text);
    const std::string written = scheduler_config_json(read);
    const scheduler_config again = config_of(written);
    EXPECT_EQ(scheduler_config_json(again), written);
    EXPECT_EQ(numbers(again.plan(2)), numbers(read.plan(2)));
  }
}

TEST(SchedulerConfig, OptionsOfItsOwnAreCheckedWhereTheyAreUsed) {
  scheduler_config c;
  c.class_name = "DPMSolverMultistepScheduler";
  c.options["solver_order"] = 4;
  EXPECT_TRUE(says(message_of([&] { c.make(); }), {"scheduler: solver_order: expected a whole number from 1 to 3"}));
  c.options = {{"solver_ordre", 3}};
  EXPECT_TRUE(says(message_of([&] { c.plan(10); }), {"'solver_ordre'"}));
  c.options = nlohmann::json::array();
  EXPECT_TRUE(says(message_of([&] { c.make(); }), {"scheduler: expected a JSON object, found array"}));
}

TEST(SchedulerConfig, RefusesByNameWhatItCannotServe) {
  struct row {
    const char* text;
    std::initializer_list<std::string> words;
  };
  const row rows[] = {
      {R"("_class_name":"MysteryScheduler")", {"_class_name", "DDPMScheduler", "DDIMScheduler", "MysteryScheduler"}},
      {R"("_class_name":"KDPM2DiscreteScheduler")", {"UniPCMultistepScheduler", "found 'KDPM2DiscreteScheduler'"}},
      {R"("_class_name":"Two\nLines")", {"found 'Two?Lines'"}},
      {R"("_class_name":3)", {"_class_name: expected a name"}},
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
      {R"("num_train_timesteps":1e3)", {"num_train_timesteps", "whole"}},
      {R"("num_train_timesteps":1000000000000)", {"num_train_timesteps"}},
      {R"("trained_betas":[0.1])", {"trained_betas", "1000"}},
      {R"("num_train_timesteps":1,"trained_betas":[1.5])", {"beta", "1.5"}},
      {R"("clip_sample":1)", {"clip_sample", "true or false"}},
      {R"("clip_sample":"yes")", {"clip_sample: expected true or false, found \"yes\""}},
      {R"("clip_sample_range":0)", {"clip_sample_range"}},
      {R"("dynamic_thresholding_ratio":0)", {"dynamic_thresholding_ratio"}},
      {R"("dynamic_thresholding_ratio":2)", {"dynamic_thresholding_ratio"}},
      {R"("sample_max_value":0.5)", {"sample_max_value"}},
      {R"("steps_offset":-1)", {"steps_offset", "-1"}},
      {R"("_class_name":"DDIMScheduler","etta":1)", {"'etta'", "found 1"}},
      {R"("_class_name":"PNDMScheduler","clip_sample":true)", {"clip_sample: expected false", "found true"}},
      {R"("_class_name":"EulerDiscreteScheduler","timestep_type":"continuous")",
       {"timestep_type: expected \"discrete\"", "found \"continuous\""}},
      {R"("_class_name":"EulerDiscreteScheduler","sigma_min":-1)", {"sigma_min", "above 0"}},
      {R"("_class_name":"EulerDiscreteScheduler","use_beta_sigmas":true)", {"use_beta_sigmas: expected false"}},
      {R"("_class_name":"EulerDiscreteScheduler","interpolation_type":"cubic")", {"linear or log_linear", "cubic"}},
      {R"("_class_name":"HeunDiscreteScheduler","final_sigmas_type":"zero")", {"'final_sigmas_type'"}},
      {R"("_class_name":"DPMSolverMultistepScheduler","algorithm_type":"deis")",
       {"algorithm_type: expected dpmsolver++, dpmsolver, sde-dpmsolver++ or sde-dpmsolver, found \"deis\""}},
      {R"("_class_name":"DPMSolverMultistepScheduler","solver_order":4)", {"solver_order", "from 1 to 3", "found 4"}},
      {R"("_class_name":"DPMSolverMultistepScheduler","final_sigmas_type":"one")", {"zero or sigma_min", "one"}},
      {R"("_class_name":"UniPCMultistepScheduler","solver_p":{"order":1})",
       {"solver_p: expected null", "found {\"order\":1}"}},
      {R"("_class_name":"UniPCMultistepScheduler","solver_type":"midpoint")", {"solver_type: expected bh1 or bh2"}},
      {R"("_class_name":"UniPCMultistepScheduler","disable_corrector":[0.5])", {"disable_corrector", "whole"}},
  };
  for (const row& r : rows) {
    const std::string message = message_of([&] { config_of(std::string("{") + r.text + "}"); });
    EXPECT_TRUE(says(message, r.words) && says(message, {"scheduler_config.json"})) << r.text << "\n" << message;
  }
  EXPECT_TRUE(says(message_of([] { config_of("[]"); }), {"scheduler_config.json", "expected a JSON object"}));
  try {
    config_of(R"({"mystery":1})");
    ADD_FAILURE() << "expected an error";
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::io);
  }
}

}  // namespace
