#include "sfumato/diffusion/schedule/timesteps.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "../../golden.hpp"
#include "sfumato/io/scheduler_config.hpp"

namespace {

using namespace sfumato;

/// The scheduler of a row of schedules.json.
scheduler scheduler_of(const nlohmann::json& row) {
  nlohmann::json config = row.value("extra_config", nlohmann::json::object());
  config["_class_name"] = row["scheduler"].get<std::string>() + "Scheduler";
  for (const char* key : {"num_train_timesteps", "timestep_spacing", "steps_offset"}) config[key] = row[key];
  return read_scheduler_config({"schedules.json", config}).make({.as_diffusers = true});
}

TEST(Timesteps, AndSigmasAgreeWithTheReference) {
  int rows = 0;
  for (const auto& row : golden::json("schedules.json")["timesteps"]) {
    ++rows;
    const index_t count = row["num_inference_steps"];
    SCOPED_TRACE(row["scheduler"].get<std::string>() + " T=" + row["num_train_timesteps"].dump() +
                 " S=" + std::to_string(count) + " " + row["timestep_spacing"].get<std::string>() +
                 " offset=" + row["steps_offset"].dump() + row.value("extra_config", nlohmann::json()).dump());
    const scheduler solver = scheduler_of(row);
    // The reference lists t = T, which no network was trained on, or the same timestep twice.
    if (!row["flags"].empty()) {
      EXPECT_THROW(solver.plan(count), error) << row["flags"];
      continue;
    }
    std::vector<double> got;
    for (const solver_stage& stage : solver.plan(count).stages) got.push_back(stage.timestep);
    const auto want = row["timesteps"].get<std::vector<double>>();
    ASSERT_EQ(got.size(), want.size());
    // Fractions are listed as float32.
    const double tolerance = solver.choice.rounded ? 0 : solver.choice.sigmas ? 0.05 : 1e-3;
    for (std::size_t i = 0; i < want.size(); ++i) EXPECT_NEAR(got[i], want[i], tolerance) << "position " << i;
    if (!row.contains("sigmas")) continue;
    const solver_path points = solver.choice.of(solver.schedule, count);
    ASSERT_EQ(points.size(), row["sigmas"].size());
    for (std::size_t i = 0; i < points.size(); ++i) {
      const double sigma = row["sigmas"][i];
      // 1 - alpha_bar(0) = 1e-4 of a float32 alpha_bar is off by up to 2e-4 of itself.
      EXPECT_NEAR(points[i].ratio(), sigma, 2e-4 * sigma) << "sigma " << i;
    }
  }
  EXPECT_GT(rows, 0);
}

TEST(Timesteps, EveryNumberOfStepsGivesThatManyFallingTimesteps) {
  for (index_t train : {1, 20, 200, 1000})
    for (auto spacing : {timestep_spacing::leading, timestep_spacing::trailing, timestep_spacing::linspace})
      for (index_t count = 1; count <= train; ++count) {
        const std::vector<double> list = steps(count, spacing).of(train);
        ASSERT_EQ(static_cast<index_t>(list.size()), count) << to_string(spacing) << " T=" << train << " S=" << count;
        if (spacing == timestep_spacing::trailing) {
          ASSERT_EQ(list.front(), static_cast<double>(train - 1));
        } else {
          ASSERT_EQ(list.back(), 0);
        }
      }
}

std::string refusal_of(const std::vector<double>& list) {
  try {
    checked_timesteps(list, 1000);
  } catch (const error& e) {
    return e.what();
  }
  return "";
}

TEST(Timesteps, ListsThatCannotBeAreRefusedInOneClearLine) {
  EXPECT_THROW(steps(0).of(200), error);
  EXPECT_THROW(steps(-3).of(200), error);
  EXPECT_THROW(steps(201).of(200), error);
  EXPECT_THROW(steps(200, timestep_spacing::leading, 1).of(200), error);
  EXPECT_THROW(steps(10, timestep_spacing::leading, -1).of(200), error);
  EXPECT_EQ(
      refusal_of({999, 500, 500, 0}),
      "timesteps: expected a list that falls from noisy to clean without repetition, got 500 after 500 at position 2");
  EXPECT_EQ(
      refusal_of({0, 500}),
      "timesteps: expected a list that falls from noisy to clean without repetition, got 500 after 0 at position 1");
  EXPECT_EQ(refusal_of({1000}), "timesteps: expected values from 0 to 999, got 1000 at position 0");
  EXPECT_EQ(refusal_of({5, -1}), "timesteps: expected values from 0 to 999, got -1 at position 1");
  EXPECT_EQ(refusal_of({}), "timesteps: expected at least 1, got an empty list");
}

TEST(Timesteps, SpacingsAreFoundByName) {
  EXPECT_EQ(parse_timestep_spacing("trailing"), timestep_spacing::trailing);
  EXPECT_THROW(parse_timestep_spacing("Trailing"), error);
}

}  // namespace
