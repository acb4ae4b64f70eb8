#include "sfumato/optim/lr_schedule.hpp"

#include <gtest/gtest.h>

#include "../golden.hpp"
#include "../io/temporary_folder.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

lr_schedule schedule_of(const nlohmann::json& line) {
  const std::string name = line["name"];
  const nlohmann::json& settings = line["settings"];
  lr_schedule schedule;
  schedule.course = parse_lr_course(name.substr(0, name.find('_')));
  schedule.warmup_steps = settings.value("num_warmup_steps", schedule.warmup_steps);
  schedule.training_steps = settings.value("num_training_steps", schedule.training_steps);
  schedule.cycles = settings.value("num_cycles", schedule.cycles);
  return schedule;
}

TEST(LearningRate, FollowsTheReferenceAtEveryStep) {
  int rows = 0;
  for (const nlohmann::json& line : golden::json("layers.json")["lr_schedules"]) {
    const lr_schedule schedule = schedule_of(line);
    schedule.check();
    const double base = line["base_lr"];
    for (std::size_t step = 0; step < line["lr"].size(); ++step)
      EXPECT_NEAR(base * schedule.factor(static_cast<index_t>(step)), line["lr"][step], base * 1e-14)
          << line["name"] << " step " << step;
    ++rows;
  }
  EXPECT_GT(rows, 0);
}

TEST(LearningRate, StaysBetweenZeroAndOne) {
  for (const auto course : {lr_course::constant, lr_course::linear, lr_course::cosine})
    for (index_t step = 0; step < 300; ++step) {
      const double factor = lr_schedule{course, 10, 100}.factor(step);
      ASSERT_GE(factor, 0) << to_string(course) << ' ' << step;
      ASSERT_LE(factor, 1) << to_string(course) << ' ' << step;
    }
}

TEST(LearningRate, NamesWhatDoesNotFit) {
  EXPECT_TRUE(says(message_of([] { parse_lr_course("stairs"); }), {"constant", "linear", "cosine", "stairs"}));
  EXPECT_TRUE(says(message_of([] { lr_schedule{lr_course::cosine, 5, 5}.check(); }), {"cosine", "got 5"}));
  EXPECT_TRUE(says(message_of([] { lr_schedule{.warmup_steps = -1}.check(); }), {"warmup_steps", "-1"}));
}

}  // namespace
