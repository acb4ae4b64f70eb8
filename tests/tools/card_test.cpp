#include "lab/model/card.hpp"

#include <gtest/gtest.h>

#include "lab/model/network.hpp"
#include "sfumato/data/digits.hpp"
#include "tests/library/io/temporary_folder.hpp"

namespace {

using namespace sfumato_test;

std::map<std::string, std::string> four_digits() {
  return sfumato::lab::new_card("light", "scaled", {0, 1, 2, 3}, true).to_metadata();
}

/// What the lab says of a file after one key was changed.
std::string refusal(const std::string& key, const std::string& text) {
  auto metadata = four_digits();
  metadata[key] = text;
  return message_of([&] { sfumato::lab::read_card(metadata, "m.safetensors"); });
}

TEST(Card, OfANewNetworkCanBeRead) {
  for (const char* widths : {"standard", "light"})
    for (const bool conditioned : {false, true}) {
      const auto written = sfumato::lab::new_card(widths, "cosine", {7, 2}, conditioned);
      const auto card = sfumato::lab::read_card(written.to_metadata(), "m");
      EXPECT_EQ(card.to_metadata(), written.to_metadata());
      EXPECT_EQ(card.classes, conditioned ? 2 : 0);
    }
}

TEST(Card, OfAShippedModelCanBeRead) {
  for (const char* name : {"mnist-digits", "mnist-conditioned", "mnist-digits-leaky"}) {
    const auto file =
        sfumato::safetensors_file::open(std::string(SFUMATO_PROJECT "/datasets/models/") + name + ".safetensors");
    const auto card = sfumato::lab::read_card(file);
    EXPECT_EQ(card.labels, sfumato::first_digits(card.classes == 10 ? 10 : 4)) << name;
    EXPECT_EQ(card.to_metadata().at("digits"), file.metadata().at("digits")) << name;
  }
}

TEST(Card, OfANetworkThatTheLabCannotBuildIsRefused) {
  EXPECT_TRUE(
      says(refusal("network", "unet2d"), {"m.safetensors: model card: network: expected simple_unet, found 'unet2d'"}));
  EXPECT_TRUE(says(refusal("widths", "[1,2]"), {"widths: expected three numbers of channels, found '[1,2]'"}));
  EXPECT_TRUE(says(refusal("widths", "[1,2,0]"), {"widths: expected three numbers of channels, found '[1,2,0]'"}));
  EXPECT_TRUE(says(refusal("widths", "[1,2,3,4]"), {"widths: expected three numbers of channels"}));
  for (const char* image : {"[16,16]", "[15,16,1]", "[16,18,1]", "[16,16,3]", "[260,16,1]", "[16,0,1]"})
    EXPECT_TRUE(says(refusal("image", image), {"image: expected (H,W,1), H and W divisible by 4 and at most 256, found",
                                               std::string("'") + image + "'"}));
  EXPECT_TRUE(says(refusal("precision", "fp8"), {"precision: expected float, bf16 or double, found 'fp8'"}));
  EXPECT_TRUE(says(refusal("classes", "-1"), {"classes: expected a number of classes from 0 to 10, found '-1'"}));
  EXPECT_TRUE(says(refusal("classes", "11"), {"classes: expected a number of classes from 0 to 10, found '11'"}));
  EXPECT_TRUE(says(refusal("classes", "3"), {"digits: expected as many digits as classes, found '[0,1,2,3]'"}));
  EXPECT_TRUE(says(refusal("digits", "[0,1,2,10]"), {"digits: expected a list of digits, found '[0,1,2,10]'"}));
  EXPECT_TRUE(says(refusal("digits", "[0,1,2,4294967296]"), {"digits: expected a list of digits"}));
  EXPECT_TRUE(says(refusal("schedule", "steep"), {"schedule: expected linear", "found 'steep'"})) << "the library's";
}

TEST(Card, ThatIsMissingIsAskedFor) {
  EXPECT_TRUE(says(message_of([] { sfumato::lab::read_card({}, "m"); }), {"m: expected a model card", "'network'"}));
}

}  // namespace
