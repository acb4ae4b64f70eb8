#include "sfumato/diffusion/schedule/timesteps.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "../../golden.hpp"

namespace {

using namespace sfumato;

TEST(Timesteps, AgreeWithTheReference) {
  int rows = 0;
  for (const auto& row : golden::json("schedules.json")["timesteps"]) {
    if (row["scheduler"] != "DDPM" && row["scheduler"] != "DDIM") continue;
    if (row.contains("extra_config")) continue;
    ++rows;
    const index_t count = row["num_train_timesteps"];
    const steps selection(row["num_inference_steps"],
                          parse_timestep_spacing(row["timestep_spacing"].get<std::string>()), row["steps_offset"]);
    SCOPED_TRACE(row["scheduler"].get<std::string>() + " T=" + std::to_string(count) +
                 " S=" + std::to_string(selection.count) + " " + row["timestep_spacing"].get<std::string>() +
                 " offset=" + std::to_string(selection.offset));
    bool beyond = false;
    for (const auto& flag : row["flags"]) beyond = beyond || flag == "exceeds_last_train_timestep";
    if (beyond) {
      EXPECT_THROW(selection.of(count), error) << "the reference lists t = T, which no network was trained on";
    } else {
      EXPECT_EQ(selection.of(count), row["timesteps"].get<std::vector<double>>());
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
