#include <cmath>

#include "tests/tools/lab_program.hpp"

namespace {

using namespace sfumato_test;

class Objective : public LabProgram {
 protected:
  std::map<std::string, std::string> card_of(const std::string& model) const {
    return sfumato::safetensors_file::open(work / model).metadata();
  }
};

TEST_F(Objective, IsWhatTheModelSaysAndDrawsBy) {
  const std::pair<const char*, const char*> usual[] = {{"ddpm", "ddpm"}, {"edm", "heun"}, {"flow", "flow_euler"}};
  for (const auto& [objective, solver] : usual) {
    train_quickly(std::string("--model m.safetensors --objective ") + objective);
    EXPECT_EQ(card_of("m.safetensors").count("objective"), std::string(objective) == "ddpm" ? 0u : 1u);
    lab_succeeds("sample --model m.safetensors --count 2 --steps 4 --raw raw.safetensors --metrics m.json");
    EXPECT_EQ(json("m.json").at("solver"), solver);
    EXPECT_EQ(json("m.json").at("evaluations"), std::string(objective) == "edm" ? 7 : 4) << "heun asks twice a step";
    for (const float x : samples("raw.safetensors")) ASSERT_LE(std::abs(x), 1.0f) << objective;
  }
}

TEST_F(Objective, OfAModelDecidesWhichSolversDraw) {
  train_quickly("--model edm.safetensors --objective edm --conditioned");
  train_quickly("--model flow.safetensors --objective flow");
  train_quickly("--model ddpm.safetensors");
  for (const char* solver : {"euler", "euler_ancestral", "heun", "dpm_solver", "dpm_solver_sde", "unipc"})
    lab_succeeds(std::string("sample --model edm.safetensors --count 1 --steps 4 --label 1 --solver ") + solver);
  lab_succeeds("sample --model edm.safetensors --count 1 --steps 4 --sigmas exponential");
  for (const char* solver : {"flow_euler", "dpm_solver"})
    lab_succeeds(std::string("sample --model flow.safetensors --count 1 --steps 4 --solver ") + solver);
  const auto refused = [&](const std::string& options, const std::vector<std::string>& words) {
    lab_refuses("sample --count 1 --steps 4 --model " + options, words);
  };
  refused("edm.safetensors --solver ddim", {"--solver", "heun", "model of edm", "got ddim"});
  refused("flow.safetensors --solver euler", {"--solver", "flow_euler", "model of flow", "got euler"});
  refused("ddpm.safetensors --solver flow_euler", {"--solver", "model of ddpm", "got flow_euler"});
  refused("edm.safetensors --spacing leading", {"--spacing", "model of edm"});
  refused("flow.safetensors --sigmas karras", {"--sigmas", "model of flow"});
  lab_refuses("train --objective gan", {"--objective", "ddpm", "gan"});
  lab_refuses("train --objective edm --schedule cosine", {"--schedule", "ddpm", "edm"});
}

TEST_F(Objective, OfATrainingIsResumedToTheSameBits) {
  for (const std::string objective : {"edm", "flow"}) {
    const std::string common =
        "train --data synthetic --images 256 --widths light --batch 64 --objective " + objective + " ";
    lab_succeeds(common + "--epochs 2 --model whole.safetensors");
    lab_succeeds(common + "--epochs 1 --model parts.safetensors");
    lab_succeeds(common + "--epochs 2 --model parts.safetensors --resume");
    EXPECT_EQ(read_text(work / "whole.safetensors"), read_text(work / "parts.safetensors")) << objective;
    lab_refuses(
        "train --data synthetic --images 256 --widths light --batch 64 --epochs 3 --model parts.safetensors "
        "--resume",
        {"cannot resume", "prediction"});
  }
}

}  // namespace
