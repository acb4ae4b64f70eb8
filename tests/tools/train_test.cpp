#include <algorithm>

#include "tests/tools/lab_program.hpp"

namespace {

using namespace sfumato_test;

class Train : public LabProgram {};

TEST_F(Train, WritesTheMetricsPromised) {
  train_quickly("--model m.safetensors --metrics m.json");
  const auto metrics = json("m.json");
  EXPECT_EQ(metrics.at("parameters"), 97161);
  EXPECT_EQ(metrics.at("images"), 256);
  ASSERT_EQ(metrics.at("epochs").size(), 1u);
  EXPECT_GT(metrics["epochs"][0].at("seconds"), 0.0);
  EXPECT_EQ(metrics.at("final_loss"), metrics["epochs"][0].at("loss"));
  EXPECT_GT(metrics.at("final_loss"), 0.0);
  EXPECT_NEAR(metrics.at("images_per_second").get<double>() * metrics["epochs"][0]["seconds"].get<double>(), 256, 1e-6);
  EXPECT_GT(metrics.at("peak_memory_mb"), 1.0);
}

TEST_F(Train, ModelSaysWhatItIs) {
  train_quickly("--model m.safetensors --classes 6 --schedule cosine");
  const auto metadata = sfumato::safetensors_file::open(work / "m.safetensors").metadata();
  EXPECT_EQ(metadata.at("network"), "simple_unet");
  EXPECT_EQ(metadata.at("widths"), "[20,40,80]");
  EXPECT_EQ(metadata.at("digits"), "[0,1,2,3,4,5]");
  EXPECT_EQ(metadata.at("schedule"), "cosine");
  EXPECT_EQ(metadata.at("timesteps"), "200");
  EXPECT_EQ(metadata.at("data"), "synthetic");
  EXPECT_EQ(metadata.at("epochs"), "1");
}

TEST_F(Train, StandardWidthsHaveTheirParameters) {
  lab_succeeds("train --data synthetic --images 32 --epochs 1 --batch 32 --model m.safetensors --metrics m.json");
  EXPECT_EQ(json("m.json").at("parameters"), 241857);
}

TEST_F(Train, IsTheSameForAnyNumberOfThreads) {
  train_quickly("--model one.safetensors --threads 1");
  train_quickly("--model two.safetensors --threads 2");
  EXPECT_EQ(read_text(work / "one.safetensors"), read_text(work / "two.safetensors"));
  train_quickly("--model other.safetensors --seed 1");
  EXPECT_NE(read_text(work / "one.safetensors"), read_text(work / "other.safetensors"));
}

TEST_F(Train, ResumesToTheSameBits) {
  const std::string common = "train --data synthetic --images 256 --widths light --batch 64 ";
  lab_succeeds(common + "--epochs 3 --model whole.safetensors");
  lab_succeeds(common + "--epochs 1 --model parts.safetensors");
  EXPECT_NE(read_text(work / "whole.safetensors"), read_text(work / "parts.safetensors"));
  lab_succeeds(common + "--epochs 3 --model parts.safetensors --resume --metrics m.json");
  EXPECT_EQ(read_text(work / "whole.safetensors"), read_text(work / "parts.safetensors"));
  EXPECT_EQ(json("m.json").at("epochs").size(), 3u);
}

TEST_F(Train, CtrlCKeepsACheckpointFromWhichItResumesToTheSameBits) {
  const std::string common = "train --data synthetic --images 1024 --widths light --batch 64 --epochs 2 ";
  lab_succeeds(common + "--model whole.safetensors");
  // Ended within the first epoch or the second, or not at all on a very fast machine: the result is the same.
  // In the foreground, or `timeout` would signal twice, and a second Ctrl-C ends the program as it stands.
  const outcome ended = lab(common + "--model parts.safetensors", "timeout --foreground --preserve-status -s INT 0.5");
  if (ended.status != 0) {
    EXPECT_NE(ended.errors.find("lab train: interrupted in epoch"), std::string::npos) << ended.errors;
    EXPECT_TRUE(fs::exists(work / "parts.safetensors.checkpoint"));
    EXPECT_FALSE(fs::exists(work / "parts.safetensors"));
  }
  lab_succeeds(common + "--model parts.safetensors --resume");
  EXPECT_EQ(read_text(work / "whole.safetensors"), read_text(work / "parts.safetensors"));
}

TEST_F(Train, ResumingRefusesWhatDoesNotBelong) {
  lab_refuses("train --resume --model none.safetensors", {"--resume", "none.safetensors.checkpoint", "found none"});
  train_quickly("--model m.safetensors");
  const std::string resume = std::string("train ") + quick + " --resume --model m.safetensors";
  lab_refuses(resume + " --lr 0.01", {"m.safetensors.checkpoint", "learning_rate"});
  lab_refuses(resume + " --seed 3", {"m.safetensors.checkpoint", "seed"});
  lab_refuses(resume + " --classes 2", {"m.safetensors.checkpoint"});
  std::string bytes = read_text(work / "m.safetensors.checkpoint");
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  write_text(work / "m.safetensors.checkpoint", bytes);
  lab_refuses(resume, {"m.safetensors.checkpoint", "damaged"});
}

TEST_F(Train, ALossThatTurnsNanKeepsTheLastGoodCheckpoint) {
  const std::string diverging = "train --data synthetic --images 640 --widths light --batch 64 --epochs 50 --lr 1e6 ";
  const outcome result = lab(diverging + "--model m.safetensors");
  EXPECT_EQ(result.status, 1);
  EXPECT_NE(result.errors.find("lab train: "), std::string::npos) << result.errors;
  EXPECT_NE(result.errors.find("lower learning rate"), std::string::npos) << result.errors;
  EXPECT_FALSE(fs::exists(work / "m.safetensors"));
  // What was there before is untouched by a run that breaks.
  train_quickly("--model good.safetensors");
  const std::string good = read_text(work / "good.safetensors");
  EXPECT_EQ(lab(diverging + "--model good.safetensors").status, 1);
  EXPECT_EQ(read_text(work / "good.safetensors"), good);
}

TEST_F(Train, In16BitsItLearnsMuchAsInFloats) {
  const std::string common = "train --data synthetic --images 256 --widths light --batch 32 --epochs 4 ";
  lab_succeeds(common + "--model plain.safetensors --metrics plain.json");
  lab_succeeds(common + "--model narrow.safetensors --metrics narrow.json --precision bf16");
  EXPECT_EQ(json("plain.json").at("precision"), "float");
  EXPECT_EQ(json("narrow.json").at("precision"), "bf16");
  // The same pictures, timesteps and noise; an answer of the network is off by some 1% of itself (bf16_test), the two
  // trainings go apart by a few percent (bf16_training_test): 2% in the standard deviation, here five of these.
  const double plain = json("plain.json").at("final_loss"), narrow = json("narrow.json").at("final_loss");
  EXPECT_LT(plain, 0.9) << "a network that answers 0 has a loss of 1";
  EXPECT_NEAR(narrow, plain, 0.1 * plain);
  EXPECT_NE(narrow, plain);

  const auto file = sfumato::safetensors_file::open(work / "narrow.safetensors");
  EXPECT_EQ(file.metadata().at("precision"), "bf16");
  EXPECT_EQ(sfumato::safetensors_file::open(work / "plain.safetensors").metadata().count("precision"), 0u);
  for (const std::string& name : file.names()) EXPECT_EQ(file.info(name).type, sfumato::dtype::f32) << name;
}

TEST_F(Train, In16BitsItIsTheSameForAnyNumberOfThreadsAndResumesToTheSameBits) {
  const std::string common = "train --data synthetic --images 128 --widths light --batch 32 --precision bf16 ";
  lab_succeeds(common + "--epochs 2 --model one.safetensors --threads 1");
  lab_succeeds(common + "--epochs 2 --model two.safetensors --threads 2");
  EXPECT_EQ(read_text(work / "one.safetensors"), read_text(work / "two.safetensors"));
  lab_succeeds(common + "--epochs 1 --model parts.safetensors");
  EXPECT_NE(read_text(work / "one.safetensors"), read_text(work / "parts.safetensors"));
  lab_succeeds(common + "--epochs 2 --model parts.safetensors --resume");
  EXPECT_EQ(read_text(work / "one.safetensors"), read_text(work / "parts.safetensors"));
}

TEST_F(Train, ResumingRefusesAnotherPrecision) {
  const std::string common = "train --data synthetic --images 32 --widths light --batch 32 --epochs 1 ";
  for (const auto& [trained, resumed] : {std::pair("float", "bf16"), {"bf16", "float"}}) {
    lab_succeeds(common + "--model m.safetensors --precision " + trained);
    lab_refuses(common + "--model m.safetensors --resume --precision " + resumed,
                {"m.safetensors.checkpoint", "cannot resume", std::string("trained with precision ") + trained,
                 std::string("got precision ") + resumed});
  }
}

TEST_F(Train, In16BitsALossThatTurnsNanKeepsTheLastGoodCheckpoint) {
  // A step an epoch: the first one ends well, however far it goes, and the second sees where it went.
  const std::string diverging =
      "train --data synthetic --images 32 --widths light --batch 32 --precision bf16 --lr 1e6 --epochs 100 "
      "--model m.safetensors ";
  const auto complaint = [](const outcome& result) {
    EXPECT_EQ(result.status, 1);
    return result.errors.substr(std::min(result.errors.size(), result.errors.find("lab train: ")));
  };
  const std::string first = complaint(lab(diverging));
  EXPECT_NE(first.find("nan at step "), std::string::npos) << first;
  EXPECT_NE(first.find("m.safetensors.checkpoint holds the last good state"), std::string::npos) << first;
  EXPECT_FALSE(fs::exists(work / "m.safetensors"));
  const std::string kept = read_text(work / "m.safetensors.checkpoint");
  EXPECT_EQ(complaint(lab(diverging + "--resume")), first) << "it goes on from there, to the same bits";
  EXPECT_EQ(read_text(work / "m.safetensors.checkpoint"), kept);
}

TEST_F(Train, WarnsOfALeakySchedule) {
  const auto result = lab_succeeds(std::string("train ") + quick + " --schedule unscaled --model m.safetensors");
  EXPECT_NE(result.errors.find("leaky"), std::string::npos) << result.errors;
  EXPECT_EQ(lab_succeeds(std::string("train ") + quick + " --model m.safetensors").errors.find("leaky"),
            std::string::npos);
}

TEST_F(Train, WritesPlainLinesWhereThereIsNoTerminal) {
  const auto result = lab_succeeds(std::string("train ") + quick + " --model m.safetensors");
  EXPECT_NE(result.errors.find("epoch 1/1: loss "), std::string::npos);
  for (const std::string& text : {result.output, result.errors}) {
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_EQ(text.find('\r'), std::string::npos);
  }
}

}  // namespace
