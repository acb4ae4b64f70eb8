#include <cmath>

#include "tests/tools/lab_program.hpp"

namespace {

using namespace sfumato_test;

class Forward : public LabProgram {
 protected:
  const std::string model = std::string(SFUMATO_PROJECT) + "/tests/golden/unet_tiny";
  const std::string given = model + "/io.safetensors";

  std::string asked(const std::string& more = "--x case1.x --timesteps case1.timesteps") const {
    return "forward --model '" + model + "' --input '" + given + "' --out y.safetensors " + more;
  }
};

TEST_F(Forward, GivesTheOutputOfTheReference) {
  lab_succeeds(asked());
  const auto got = sfumato::safetensors_file::open(work / "y.safetensors");
  const auto want = sfumato::safetensors_file::open(given);
  ASSERT_EQ(got.names(), std::vector<std::string>{"y"});
  ASSERT_EQ(got.info("y").extents, want.info("case1.y_f64").extents);
  const auto y = got.read<float>("y");
  const auto reference = want.read<double>("case1.y_f64");
  for (std::size_t i = 0; i < y.size(); ++i)
    ASSERT_NEAR(static_cast<double>(y[i]), reference[i], 5e-5) << i;  // of golden/README.md
}

TEST_F(Forward, ComputesWithActivationsOfSixteenBits) {
  lab_succeeds(asked("--x case1.x --timesteps case1.timesteps --precision bf16"));
  const auto y = sfumato::safetensors_file::open(work / "y.safetensors").read<double>("y");
  const auto want = sfumato::safetensors_file::open(given).read<double>("case1.y_f64");
  double squares = 0, of_want = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    squares += (y[i] - want[i]) * (y[i] - want[i]);
    of_want += want[i] * want[i];
  }
  // Rounded to 8 bits some 60 times on the way: about sqrt(60) 2^-9 / sqrt(3) = 0.009 of its size.
  EXPECT_LT(std::sqrt(squares / of_want), 0.03);
  EXPECT_GT(std::sqrt(squares / of_want), 1e-4);
  lab_refuses(asked("--x case1.x --timesteps case1.timesteps --precision half"), {"--precision", "float or bf16"});
}

TEST_F(Forward, TakesOneTimeForAllImagesAndGivesEachItsOwnAnswer) {
  sfumato::safetensors_writer writer;
  const auto from = sfumato::safetensors_file::open(given);
  std::vector<float> many;
  for (int k = 0; k < 5; ++k)
    for (const float x : from.read<float>("case0.x")) many.push_back(x);
  writer.add("many", {10, 3, 16, 16}, many);
  writer.add("one", {1, 3, 16, 16}, std::vector<float>(many.begin(), many.begin() + 768));
  writer.add("t", {}, std::vector<std::int64_t>{500});
  writer.write(work / "in.safetensors");
  const auto run = [&](const std::string& x) {
    lab_succeeds("forward --model '" + model + "' --input in.safetensors --x " + x +
                 " --timesteps t --out y.safetensors");
    return sfumato::safetensors_file::open(work / "y.safetensors").read<float>("y");
  };
  const auto all = run("many"), alone = run("one");
  ASSERT_EQ(all.size(), 7680u);
  for (std::size_t i = 0; i < all.size(); ++i) ASSERT_EQ(all[i], all[i % 1536]);
  for (std::size_t i = 0; i < alone.size(); ++i) ASSERT_EQ(alone[i], all[i]);
}

TEST_F(Forward, RefusesWhatDoesNotFitInOneLine) {
  lab_refuses("forward", {"--model"});
  lab_refuses(asked("--x case1.x --timesteps none"), {"lab forward: ", "io.safetensors", "'none'"});
  lab_refuses(asked("--x case1.timesteps --timesteps case1.timesteps"), {"'case1.timesteps'", "(N,C,H,W)", "I64 (2)"});
  lab_refuses(asked("--x case1.x --timesteps case1.x"), {"'case1.x'", "one for each image"});
  lab_refuses(asked("--x case1.x --timesteps case1.timesteps --labels case1.timesteps"),
              {"--labels", "not conditioned"});
  lab_refuses("forward --model nowhere --input '" + given + "' --x a --timesteps b --out y.safetensors",
              {"nowhere", "folder"});
  lab_refuses("forward --model '" + model + "' --input none.safetensors --x a --timesteps b --out y.safetensors",
              {"none.safetensors"});
  EXPECT_FALSE(fs::exists(work / "y.safetensors"));
}

}  // namespace
