#include "sfumato/io/scheduler_config.hpp"

#include <gtest/gtest.h>

#include <string>
#include <variant>

namespace {

using namespace sfumato;
using nlohmann::json;

std::string refusal(const json& config) {
  try {
    read_scheduler(config);
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::config) << e.what();
    return e.what();
  }
  return "";
}

TEST(SchedulerConfig, ThatOfThePretrainedCifarModelIsRead) {
  const scheduler read = read_scheduler({{"_class_name", "DDPMScheduler"},
                                         {"_diffusers_version", "0.1.1"},
                                         {"beta_end", 0.02},
                                         {"beta_schedule", "linear"},
                                         {"beta_start", 0.0001},
                                         {"clip_sample", true},
                                         {"num_train_timesteps", 1000},
                                         {"trained_betas", nullptr},
                                         {"variance_type", "fixed_large"}});
  const auto& solver = std::get<ddpm>(read.solver);
  EXPECT_EQ(solver.variance, ddpm_variance::fixed_large);
  EXPECT_EQ(solver.correction.kind, x0_correction::method::clip);
  EXPECT_EQ(solver.previous, previous_timestep::next_entry) << "only as_diffusers guesses";
  EXPECT_EQ(read.schedule.train_timesteps(), 1000);
  EXPECT_EQ(read.prediction, prediction_type::epsilon);
  EXPECT_EQ(read.plan(10).stages.front().timestep, 900) << "the library's default spacing is leading";
}

TEST(SchedulerConfig, WhatIsLeftOutHasTheDefaultsOfItsScheduler) {
  const auto only_name = [](const char* name) { return read_scheduler({{"_class_name", name}}); };
  EXPECT_EQ(std::get<dpm_solver>(only_name("DPMSolverMultistepScheduler").solver).order, 2);
  EXPECT_EQ(std::get<unipc>(only_name("UniPCMultistepScheduler").solver).b, unipc::b_function::bh2);
  EXPECT_EQ(std::get<pndm>(only_name("PNDMScheduler").solver).end, path_end::first_timestep);
  EXPECT_EQ(only_name("EulerDiscreteScheduler").choice.spacing, timestep_spacing::linspace);
  EXPECT_EQ(only_name("DDIMScheduler").choice.spacing, timestep_spacing::leading);
}

TEST(SchedulerConfig, BetasMayBeGivenThemselves) {
  const scheduler read = read_scheduler({{"_class_name", "DDIMScheduler"}, {"trained_betas", {0.1, 0.2, 0.5}}});
  EXPECT_EQ(read.schedule.train_timesteps(), 3);
  EXPECT_NEAR(alpha_bar(read.schedule, 2), 0.9 * 0.8 * 0.5, 1e-15);
}

TEST(SchedulerConfig, RefusesByNameWhatItDoesNotServe) {
  const auto with = [](const char* name, const char* key, const json& value) {
    return refusal({{"_class_name", name}, {key, value}});
  };
  EXPECT_NE(refusal({{"_class_name", "KDPM2DiscreteScheduler"}}).find("found 'KDPM2DiscreteScheduler'"),
            std::string::npos);
  EXPECT_NE(refusal(json::array()).find("scheduler: expected"), std::string::npos);
  EXPECT_EQ(with("DDIMScheduler", "etta", 1), "DDIMScheduler: etta = 1: an option that is not known here");
  EXPECT_EQ(with("UniPCMultistepScheduler", "solver_p", json{{"order", 1}}),
            "UniPCMultistepScheduler: solver_p = {\"order\":1}: only null is served");
  EXPECT_EQ(with("EulerDiscreteScheduler", "timestep_type", "continuous"),
            "EulerDiscreteScheduler: timestep_type = \"continuous\": only \"discrete\" is served");
  EXPECT_EQ(with("DPMSolverMultistepScheduler", "algorithm_type", "deis"),
            "DPMSolverMultistepScheduler: algorithm_type = \"deis\": expected dpmsolver++, dpmsolver, sde-dpmsolver++ "
            "or sde-dpmsolver");
  EXPECT_EQ(with("PNDMScheduler", "clip_sample", true), "PNDMScheduler: clip_sample = true: only false is served");
  EXPECT_EQ(with("DDPMScheduler", "clip_sample", "yes"),
            "DDPMScheduler: clip_sample: expected a value like true, found \"yes\"");
  EXPECT_NE(with("DDPMScheduler", "beta_schedule", "sqrt").find("beta_schedule = \"sqrt\""), std::string::npos);
  EXPECT_NE(with("DDPMScheduler", "num_train_timesteps", 1e3), "") << "not a whole number in JSON";
}

}  // namespace
