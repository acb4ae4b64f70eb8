#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <thread>

#include "lab/data/emoji_pictures.hpp"
#include "sfumato/data/dataset.hpp"
#include "tests/tools/lab_program.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;
using sfumato::lab::emoji_atlas;
using sfumato::lab::emoji_pictures;
using sfumato::lab::emoji_variation;

static_assert(dataset<emoji_pictures, float> && endless<emoji_pictures>);

const fs::path& shipped() {
  static const fs::path folder = fs::path(SFUMATO_PROJECT) / "datasets" / "emoji";
  return folder;
}

const emoji_atlas& atlas() {
  static const emoji_atlas read = emoji_atlas::read(shipped());
  return read;
}

std::vector<float> picture(const emoji_pictures& of, index_t i) {
  std::vector<float> out(32 * 32 * 3);
  of.get(i, out);
  return out;
}

std::vector<float> drawn(const emoji_pictures& by, index_t drawing, const emoji_variation& how) {
  std::vector<float> out(32 * 32 * 3);
  by.draw(drawing, how, out);
  return out;
}

index_t named(const std::string& name) {
  for (index_t i = 0; i < atlas().size(); ++i)
    if (atlas()[i].name == name) return i;
  ADD_FAILURE() << name;
  return 0;
}

TEST(EmojiAtlas, HoldsSixGroupsAndNoNameTwice) {
  EXPECT_EQ(atlas().size(), 873);
  EXPECT_EQ(atlas().groups().size(), 6u);
  std::set<std::string> names;
  std::array<int, 6> members{};
  for (index_t i = 0; i < atlas().size(); ++i) {
    names.insert(atlas()[i].name);
    ++members[static_cast<std::size_t>(atlas()[i].group)];
  }
  EXPECT_EQ(names.size(), 873u);
  EXPECT_GE(*std::min_element(members.begin(), members.end()), 50);
}

TEST(EmojiAtlas, EveryTileIsADrawingWithColoursNoBrighterThanItsCover) {
  for (index_t i = 0; i < atlas().size(); ++i) {
    const auto tile = atlas().tile(i);
    double cover = 0;
    for (std::size_t p = 0; p < tile.size(); p += 4) {
      cover += static_cast<double>(tile[p + 3]);
      for (std::size_t c = 0; c < 3; ++c) ASSERT_TRUE(tile[p + c] >= 0 && tile[p + c] <= tile[p + 3]);
      ASSERT_LE(tile[p + 3], 1);
    }
    // A white cane covers a ninth of its tile, a picture of a park four fifths.
    EXPECT_GT(cover, 0.1 * 36 * 36) << atlas()[i].name;
    EXPECT_LT(cover, 0.8 * 36 * 36) << atlas()[i].name;
  }
}

TEST(EmojiPictures, AreAPureFunctionOfSeedAndNumber) {
  const emoji_pictures one(atlas(), 3), same(atlas(), 3), other(atlas(), 4);
  picture(one, 5);  // leaves no trace
  const index_t far = (index_t{1} << 40) + 17;
  for (const index_t i : {index_t{0}, index_t{999}, far}) {
    EXPECT_EQ(picture(one, i), picture(same, i));
    EXPECT_NE(picture(one, i), picture(other, i));
  }
  // The same drawing, elsewhere in the sequence and where only the upper half of the number differs.
  EXPECT_NE(picture(one, 0), picture(one, 873));
  EXPECT_NE(picture(one, 17), picture(one, (index_t{873} << 32) + 17));
  EXPECT_THROW(picture(one, -1), error);
}

TEST(EmojiPictures, AreTheSameFromAnyThread) {
  const emoji_pictures pictures(atlas(), 0);
  std::array<std::vector<float>, 4> seen;
  std::vector<std::thread> threads;
  for (std::size_t k = 0; k < seen.size(); ++k)
    threads.emplace_back([&, k] { seen[k] = picture(pictures, 40 + static_cast<index_t>(k)); });
  for (std::thread& thread : threads) thread.join();
  for (std::size_t k = 0; k < seen.size(); ++k) EXPECT_EQ(seen[k], picture(pictures, 40 + static_cast<index_t>(k)));
}

TEST(EmojiPictures, LieInTheRangeOfImagesAndShowSomething) {
  const emoji_pictures pictures(atlas(), 1);
  for (index_t i = 0; i < 873; ++i) {
    const auto [low, high] = std::ranges::minmax(picture(pictures, i));
    EXPECT_GE(low, -1);
    EXPECT_LE(high, 1);
    EXPECT_GT(high - low, 0.2F) << atlas()[i].name;
    EXPECT_EQ(pictures.label(i), atlas()[i].group);
  }
}

TEST(EmojiPictures, AreMirroredHalfTheTimeWhereThatIsAllowedAndNeverElsewhere) {
  const emoji_pictures pictures(atlas(), 2);
  const index_t fox = named("fox"), clock = named("alarm clock");
  ASSERT_TRUE(atlas()[fox].mirror);
  ASSERT_FALSE(atlas()[clock].mirror);
  int mirrored = 0;
  for (index_t round = 0; round < 400; ++round) {
    mirrored += pictures.variation(round * 873 + fox).mirrored;
    EXPECT_FALSE(pictures.variation(round * 873 + clock).mirrored);
  }
  EXPECT_NEAR(mirrored, 200, 50);  // five standard deviations of a fair coin
}

TEST(EmojiPictures, AMirroredPictureIsTheOtherWayRound) {
  const emoji_pictures pictures(atlas(), 0);
  const auto plain = drawn(pictures, named("fox"), {}), mirrored = drawn(pictures, named("fox"), {.mirrored = true});
  for (std::size_t y = 0; y < 32; ++y)
    for (std::size_t x = 0; x < 32; ++x)
      for (std::size_t c = 0; c < 3; ++c)
        ASSERT_NEAR(plain[(y * 32 + x) * 3 + c], mirrored[(y * 32 + 31 - x) * 3 + c], 1e-5);  // sums in another order
}

TEST(EmojiPictures, AGroundIsSeenAroundTheDrawingAndAHueKeepsGreys) {
  const emoji_pictures pictures(atlas(), 0);
  emoji_variation how;
  how.ground[0] = 0.25F, how.ground[1] = 0.5F, how.ground[2] = 0.75F;
  const auto fox = drawn(pictures, named("fox"), how);
  EXPECT_NEAR(fox[0], -0.5, 1e-6);
  EXPECT_NEAR(fox[1], 0, 1e-6);
  EXPECT_NEAR(fox[2], 0.5, 1e-6);

  emoji_variation plain, turned;
  turned.hue = 1;
  const auto pawn = drawn(pictures, named("chess pawn"), plain), other = drawn(pictures, named("chess pawn"), turned);
  float apart = 0;
  for (std::size_t k = 0; k < other.size(); ++k) apart = std::max(apart, std::abs(pawn[k] - other[k]));
  // Its greys are a little blue: channels differ by less than a twelfth, of which a turn by a radian moves a part.
  EXPECT_LT(apart, 0.2F);
  EXPECT_NE(drawn(pictures, named("fox"), plain), drawn(pictures, named("fox"), turned));
}

class Emoji : public LabProgram {
 protected:
  fs::path copied() const {
    const fs::path to = folder / "emoji";
    fs::create_directories(to);
    for (const char* file : {"atlas.json", "atlas.png"})
      fs::copy_file(shipped() / file, to / file, fs::copy_options::overwrite_existing);
    return to;
  }
  static std::string refusal(const fs::path& from) {
    try {
      emoji_atlas::read(from);
    } catch (const error& e) {
      EXPECT_EQ(std::string(e.what()).find('\n'), std::string::npos);
      return e.what();
    }
    return {};
  }
};

TEST_F(Emoji, AnAtlasThatIsMissingOrDamagedIsRefusedInOneLine) {
  const fs::path at = copied();
  EXPECT_EQ(refusal(at), "");
  const std::string image = read_text(at / "atlas.png"), list = read_text(at / "atlas.json");
  write_text(at / "atlas.png", image.substr(0, image.size() / 2));
  EXPECT_NE(refusal(at).find("atlas.png: damaged"), std::string::npos) << refusal(at);
  fs::remove(at / "atlas.png");
  EXPECT_NE(refusal(at).find("atlas.png: expected the atlas"), std::string::npos) << refusal(at);
  write_text(at / "atlas.png", image);
  for (const char* key : {"tile", "columns", "groups", "drawings", "sha256"}) {
    auto about = nlohmann::json::parse(list);
    about.erase(key);
    write_text(at / "atlas.json", about.dump());
    EXPECT_NE(refusal(at).find(key), std::string::npos) << key << ": " << refusal(at);
  }
  write_text(at / "atlas.json", list.substr(0, 1000));
  EXPECT_NE(refusal(at).find("atlas.json: not valid JSON"), std::string::npos) << refusal(at);
  auto fewer = nlohmann::json::parse(list);
  fewer["columns"] = 31;
  write_text(at / "atlas.json", fewer.dump());
  EXPECT_NE(refusal(at).find("expected RGB"), std::string::npos) << refusal(at);
}

TEST_F(Emoji, TheColourModelIsTrainedAndResumedToTheSameBits) {
  const std::string few = "train --data emoji --network unet2d --images 60 --batch 8 --epochs 2 --model ";
  fs::create_directories(folder / "datasets");
  fs::create_directory_symlink(shipped(), folder / "datasets" / "emoji");
  lab_succeeds(few + "whole --metrics m.json");
  EXPECT_EQ(json("m.json").at("parameters"), 2293324);
  EXPECT_EQ(json("m.json").at("images"), 60);
  const fs::path weights = "diffusion_pytorch_model.safetensors";
  EXPECT_LE(fs::file_size(work / "whole" / weights), 5'000'000u);
  EXPECT_EQ(json("whole/scheduler_config.json").at("prediction_type"), "v_prediction");

  // Ended within the first epoch or the second, or not at all on a very fast machine: the result is the same.
  lab(few + "parts --threads 1", "timeout --foreground --preserve-status -s INT 0.5");
  if (fs::exists(work / "parts.checkpoint")) lab_succeeds(few + "parts --resume");
  EXPECT_EQ(read_text(work / "whole" / weights), read_text(work / "parts" / weights));
}

TEST_F(Emoji, TheColourModelTakesNothingButEmojiAndItsRecipe) {
  lab_refuses("train --data emoji", {"--network unet2d"});
  lab_refuses("train --network unet2d", {"--data emoji"});
  lab_refuses("train --network unet2d --data synthetic", {"--data emoji"});
  lab_refuses("train --network unet2d --data emoji --classes 3", {"--classes"});
  lab_refuses("train --network unet2d --data emoji", {"atlas.json", "found no file"});  // none in this folder
}

}  // namespace
