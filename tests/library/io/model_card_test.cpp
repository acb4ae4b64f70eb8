#include "sfumato/io/model_card.hpp"

#include <gtest/gtest.h>

#include "temporary_folder.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

model_card sample_card() {
  model_card card;
  card.network = "unet of ours";
  card.widths = {64, 128};
  card.image = {32, 24, 3};
  card.classes = 12;
  card.labels = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 404, -1};
  card.betas = scaled_beta_range(200);
  card.prediction = prediction_type::v_prediction;
  card.data = "MNIST \"train\"\n";
  card.epochs = 8;
  card.final_loss = 0.1 + 0.2;
  card.weights = "ema";
  return card;
}

TEST(ModelCard, SurvivesTheMetadata) {
  const auto metadata = sample_card().to_metadata();
  const model_card card = model_card::from_metadata(metadata, "m.safetensors");
  EXPECT_EQ(card.to_metadata(), metadata);
  EXPECT_EQ(card.network, "unet of ours");
  EXPECT_EQ(card.widths, (std::vector<index_t>{64, 128}));
  EXPECT_EQ(card.image, (std::vector<index_t>{32, 24, 3}));
  EXPECT_EQ(card.classes, 12);
  EXPECT_EQ(card.labels, (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 404, -1}));
  EXPECT_EQ(card.betas.first, scaled_beta_range(200).first);
  EXPECT_EQ(card.prediction, prediction_type::v_prediction);
  EXPECT_EQ(card.data, "MNIST \"train\"\n");
  EXPECT_EQ(card.final_loss, 0.1 + 0.2);
  EXPECT_EQ(card.version, SFUMATO_VERSION);
  model_card untrained;
  untrained.network = "mlp";
  untrained.widths = {7};
  untrained.image = {1, 1, 2};
  EXPECT_FALSE(model_card::from_metadata(untrained.to_metadata(), "m").final_loss.has_value());
}

TEST(ModelCard, ReadsWhatFilesOfBeforeSay) {
  const std::map<std::string, std::string> metadata{
      {"network", "simple_unet"}, {"widths", "[20,40,80]"},  {"image", "[16,16,1]"}, {"classes", "0"},
      {"digits", "[0,1,2,3]"},    {"schedule", "linear"},    {"timesteps", "200"},   {"beta_first", "0.0005"},
      {"beta_last", "0.1"},       {"prediction", "epsilon"}, {"data", "mnist"},      {"epochs", "8"},
      {"weights", "ema"},         {"version", "0.1.0"}};
  const model_card card = model_card::from_metadata(metadata, "m");
  EXPECT_EQ(card.labels, (std::vector<int>{0, 1, 2, 3}));
  EXPECT_EQ(card.to_metadata(), metadata) << "and they are written with the same keys";
}

TEST(ModelCard, SaysThePrecisionWhereItIsNotThatOfFloats) {
  model_card card = sample_card();
  EXPECT_EQ(card.to_metadata().count("precision"), 0u);
  card.precision = "bf16";
  auto metadata = card.to_metadata();
  EXPECT_EQ(model_card::from_metadata(metadata, "m").precision, "bf16");
  metadata["precision"] = "bf61";
  const auto message = message_of([&] { model_card::from_metadata(metadata, "m"); });
  EXPECT_TRUE(says(message, {"m: model card: precision: expected float, bf16 or double, found 'bf61'"})) << message;
}

TEST(ModelCard, SaysTheObjectiveWhereItIsNotDdpm) {
  model_card card = sample_card();
  EXPECT_EQ(card.to_metadata().count("objective"), 0u) << "files of before keep their bytes";
  EXPECT_EQ(model_card::from_metadata(card.to_metadata(), "m").objective, "ddpm");
  card.objective = "edm";
  card.prediction = prediction_type::sample;
  card.edm = {.sigma_data = 0.61, .time_scale = 50};
  auto metadata = card.to_metadata();
  model_card read = model_card::from_metadata(metadata, "m");
  EXPECT_EQ(read.to_metadata(), metadata);
  EXPECT_EQ(read.edm.sigma_data, 0.61);
  EXPECT_EQ(read.edm.time_scale, 50);
  const auto refusal = [&](const std::string& key, const std::string& text) {
    auto changed = metadata;
    changed[key] = text;
    return message_of([&] { model_card::from_metadata(changed, "m"); });
  };
  EXPECT_TRUE(says(refusal("objective", "gan"),
                   {"m: model card: objective: expected ddpm, edm, flow or classes, found 'gan'"}));
  EXPECT_TRUE(says(refusal("edm_sigma_data", "0"), {"edm_sigma_data: expected a number above 0, found '0'"}));
  EXPECT_TRUE(says(refusal("edm_time_scale", "-1"), {"edm_time_scale: expected a number above 0, found '-1'"}));
  EXPECT_TRUE(says(refusal("prediction", "epsilon"), {"prediction: expected sample", "edm", "'epsilon'"}));

  card.objective = "flow";
  card.prediction = prediction_type::flow;
  card.flow_scale = 500;
  metadata = card.to_metadata();
  read = model_card::from_metadata(metadata, "m");
  EXPECT_EQ(read.to_metadata(), metadata);
  EXPECT_EQ(read.flow_scale, 500);
  EXPECT_TRUE(says(refusal("flow_scale", "0"), {"flow_scale: expected a number above 0, found '0'"}));
  EXPECT_TRUE(says(refusal("prediction", "v_prediction"), {"prediction: expected flow_prediction", "flow"}));
  EXPECT_TRUE(says(refusal("objective", "ddpm"), {"prediction: expected epsilon, sample or v_prediction, found"}));
}

TEST(ModelCard, OfAClassifierSaysNothingOfNoise) {
  model_card card = sample_card();
  card.network = "classifier";
  card.objective = "classes";
  card.classes = 0;
  card.labels = {4, 7};
  auto metadata = card.to_metadata();
  for (const char* of_noise : {"schedule", "timesteps", "beta_first", "beta_last", "prediction"})
    EXPECT_EQ(metadata.count(of_noise), 0u) << of_noise;
  const model_card read = model_card::from_metadata(metadata, "m");
  EXPECT_EQ(read.to_metadata(), metadata);
  EXPECT_EQ(read.labels, card.labels);
  metadata["digits"] = "[4]";
  const auto message = message_of([&] { model_card::from_metadata(metadata, "m"); });
  EXPECT_TRUE(says(message, {"m: model card: digits: expected at least two labels to tell apart, found '[4]'"}))
      << message;
}

TEST(ModelCard, IsNotWrittenWithoutNetworkWidthsAndImage) {
  const auto without = [](auto take) {
    model_card card = sample_card();
    take(card);
    return message_of([&] { card.to_metadata(); });
  };
  EXPECT_TRUE(says(without([](model_card& card) { card.network.clear(); }), {"model card", "name", "got ''"}));
  EXPECT_TRUE(says(without([](model_card& card) { card.widths.clear(); }), {"model card", "widths", "0 widths"}));
  EXPECT_TRUE(says(without([](model_card& card) { card.image.pop_back(); }), {"model card", "(H,W,C)", "2 extents"}));
}

TEST(ModelCard, MakesTheScheduleItNames) {
  model_card card = sample_card();
  const auto terminal = [&] { return alpha_bar(card.noise_schedule(), 199); };
  EXPECT_EQ(terminal(), alpha_bar(linear_beta(card.betas), 199));
  card.schedule = "scaled_linear";
  EXPECT_EQ(terminal(), alpha_bar(scaled_linear_beta(card.betas), 199));
  card.schedule = "sigmoid";
  EXPECT_EQ(terminal(), alpha_bar(sigmoid_beta(card.betas), 199));
  card.schedule = "cosine";
  EXPECT_EQ(terminal(), alpha_bar(cosine(200), 199));
}

TEST(ModelCard, KnowsOfARepairedSchedule) {
  model_card card = sample_card();
  EXPECT_EQ(card.to_metadata().count("zero_terminal_snr"), 0u) << "files of before keep their bytes";
  card.zero_terminal_snr = true;
  const model_card read = model_card::from_metadata(card.to_metadata(), "m");
  EXPECT_EQ(alpha_bar(read.noise_schedule(), 199), 0);
  EXPECT_EQ(alpha_bar(read.noise_schedule(), 100), alpha_bar(zero_terminal_snr(linear_beta(card.betas)), 100));
}

/// What reading says after one key was changed; "-" takes it away.
std::string message_with(const std::string& key, const std::string& text) {
  auto metadata = sample_card().to_metadata();
  if (text == "-") {
    metadata.erase(key);
  } else {
    metadata[key] = text;
  }
  return message_of([&] { model_card::from_metadata(metadata, "m.safetensors"); });
}

TEST(ModelCard, NamesFileKeyExpectedAndFound) {
  EXPECT_TRUE(says(message_with("network", ""), {"m.safetensors", "network", "the name of a network", "''"}));
  EXPECT_TRUE(says(message_with("widths", "[]"), {"widths", "at least one", "'[]'"}));
  EXPECT_TRUE(says(message_with("widths", "[1,2,0]"), {"widths"}));
  EXPECT_TRUE(says(message_with("image", "[16,16,1e300]"), {"image", "1e300"}));
  EXPECT_TRUE(says(message_with("image", "[16,16]"), {"image", "(H,W,C)", "'[16,16]'"}));
  EXPECT_TRUE(says(message_with("classes", "-1"), {"classes", "at least 0", "'-1'"}));
  EXPECT_TRUE(says(message_with("classes", "3"), {"digits", "as many labels as classes"}));
  EXPECT_TRUE(says(message_with("digits", "[0,1,2,4294967296]"), {"digits"}));
  EXPECT_TRUE(says(message_with("digits", "[18446744073709551615]"), {"digits", "whole numbers"})) << "no -1";
  EXPECT_TRUE(says(message_with("schedule", "line\nar"), {"schedule", "cosine", "'line?ar'"}));
  EXPECT_TRUE(says(message_with("timesteps", "18446744073709551615"), {"timesteps"}));
  EXPECT_TRUE(says(message_with("beta_first", "0.5"), {"beta_first <= beta_last", "'0.5'"}));
  EXPECT_TRUE(says(message_with("beta_last", "\"big\""), {"beta_last", "(0,1)"}));
  EXPECT_TRUE(says(message_with("prediction", "score"), {"prediction", "v_prediction", "'score'"}));
  EXPECT_TRUE(says(message_with("zero_terminal_snr", "1"), {"zero_terminal_snr", "true or false", "'1'"}));
  EXPECT_TRUE(says(message_with("epochs", "8.5"), {"epochs", "'8.5'"}));
  EXPECT_TRUE(says(message_with("final_loss", "null"), {"final_loss", "'null'"}));
  EXPECT_TRUE(says(message_with("weights", "old"), {"weights", "ema or raw", "'old'"}));
  EXPECT_TRUE(says(message_with("widths", std::string(100000, '[')), {"widths"}));
  EXPECT_LT(message_with("widths", std::string(100000, '[')).size(), 300u);
  EXPECT_LT(message_with("widths", "[1" + std::string(100000, ' ') + "]").size(), 300u);
  EXPECT_NE(message_with("timesteps", std::string("200\0x", 5)), "");
  for (const auto& [key, value] : sample_card().to_metadata()) {
    if (key == "final_loss") continue;
    EXPECT_TRUE(says(message_with(key, "-"), {"m.safetensors", "'" + key + "'", "none"})) << key;
  }
}

}  // namespace
