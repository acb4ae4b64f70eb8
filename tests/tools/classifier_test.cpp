#include <string>

#include "lab/model/card.hpp"
#include "lab/model/network.hpp"
#include "tests/library/messages.hpp"
#include "tests/tools/lab_program.hpp"

namespace {

using namespace sfumato_test;

class ClassifierCommand : public LabProgram {
 protected:
  const std::string few = "train --network classifier --data synthetic --images 256 --widths light --batch 64 ";
};

TEST_F(ClassifierCommand, LearnsAndIsTestedOnImagesThatItNeverSaw) {
  const auto trained = lab_succeeds(few + "--epochs 20 --classes 3 --lr 0.01 --model c.safetensors --metrics m.json");
  EXPECT_NE(trained.output.find("% of 2000 test images rightly"), std::string::npos) << trained.output;
  const auto metrics = json("m.json");
  EXPECT_EQ(metrics.at("parameters"), 40940 + 81 * 3);
  EXPECT_EQ(metrics.at("network"), "classifier");
  EXPECT_EQ(metrics.at("objective"), "classes");
  EXPECT_FALSE(metrics.contains("schedule"));
  EXPECT_LE(metrics.at("accuracy"), 1.0);
  EXPECT_GT(metrics.at("accuracy"), 0.5) << "of three digits";
  const auto metadata = sfumato::safetensors_file::open(work / "c.safetensors").metadata();
  EXPECT_EQ(metadata.at("network"), "classifier");
  EXPECT_EQ(metadata.at("objective"), "classes");
  EXPECT_EQ(metadata.at("digits"), "[0,1,2]");
  EXPECT_EQ(metadata.count("schedule") + metadata.count("prediction"), 0U);
}

TEST_F(ClassifierCommand, ResumesToTheSameBits) {
  lab_succeeds(few + "--epochs 2 --model whole.safetensors");
  // Ended within the first epoch or the second, or not at all on a very fast machine: the result is the same.
  lab(few + "--epochs 2 --model parts.safetensors", "timeout --foreground --preserve-status -s INT 0.3");
  if (fs::exists(work / "parts.safetensors.checkpoint"))
    lab_succeeds(few + "--epochs 2 --model parts.safetensors --resume");
  else
    lab_succeeds(few + "--epochs 2 --model parts.safetensors");
  EXPECT_EQ(read_text(work / "whole.safetensors"), read_text(work / "parts.safetensors"));
}

TEST_F(ClassifierCommand, TakesNoOptionsOfADenoiser) {
  lab_refuses(few + "--schedule cosine", {"--schedule", "--network simple_unet"});
  lab_refuses(few + "--objective edm", {"--objective", "--network simple_unet"});
  lab_refuses(few + "--conditioned", {"--conditioned", "--network simple_unet"});
  lab_refuses(few + "--precision bf16", {"--precision", "--network simple_unet"});
  lab_refuses(few + "--classes 1", {"--classes", "at least 2", "got 1"});
  lab_refuses("train --network classifier --data emoji", {"--data emoji", "--network unet2d"});
}

TEST_F(ClassifierCommand, NeitherDrawsNorReadsWithTheOther) {
  lab_succeeds(few + "--epochs 1 --model c.safetensors");
  lab_refuses("sample --model c.safetensors --count 1 --out x.png",
              {"network: expected simple_unet, found 'classifier'"});
  train_quickly("--model m.safetensors");
  const auto file = sfumato::safetensors_file::open(work / "m.safetensors");
  const auto wrong = message_of([&] { sfumato::lab::read_card(file.metadata(), "m", "classifier"); });
  EXPECT_TRUE(says(wrong, {"m: model card: network: expected classifier, found 'simple_unet'"})) << wrong;
}

TEST_F(ClassifierCommand, SaysOfHowManySamplesItIsSure) {
  lab_succeeds(few + "--epochs 1 --model c.safetensors");
  train_quickly();
  const auto drawn = lab_succeeds(
      "sample --model model.safetensors --count 130 --steps 3 --solver ddim --classifier c.safetensors --metrics "
      "m.json");
  const int sure = json("m.json").at("sure");
  EXPECT_GE(sure, 0);
  EXPECT_LE(sure, 130);
  EXPECT_NE(drawn.output.find("the classifier is sure of " + std::to_string(sure) + " of them"), std::string::npos)
      << drawn.output;
  lab_refuses("sample --count 1 --classifier model.safetensors", {"expected classifier, found 'simple_unet'"});
}

TEST(ClassifierCard, SaysWhatItTellsApartAndNothingOfNoise) {
  auto metadata = sfumato::lab::classifier_card("standard", {3, 5, 8}).to_metadata();
  const auto card = sfumato::lab::read_card(metadata, "c", "classifier");
  EXPECT_EQ(card.labels, (std::vector<int>{3, 5, 8}));
  EXPECT_EQ(card.to_metadata(), metadata);
  const auto refusal = [&](const char* network) {
    return message_of([&] { sfumato::lab::read_card(metadata, "c", network); });
  };
  metadata["digits"] = "[3]";
  EXPECT_TRUE(says(refusal("classifier"), {"digits: expected at least two labels to tell apart, found '[3]'"}));
  metadata["digits"] = "[3,5]";
  metadata["network"] = "simple_unet";
  EXPECT_TRUE(says(refusal("simple_unet"), {"objective: expected ddpm, edm or flow, found 'classes'"}));
}

}  // namespace
