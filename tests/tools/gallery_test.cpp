#include "lab/model/gallery.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "lab/model/nearest_drawing.hpp"
#include "sfumato/io/png_reader.hpp"
#include "tests/tools/colour_folder.hpp"
#include "tests/tools/lab_program.hpp"

namespace {

using namespace sfumato_test;
using sfumato::index_t;
using sfumato::lab::emoji_atlas;
using sfumato::lab::emoji_pictures;
using sfumato::lab::measure_gallery;
using sfumato::lab::nearest_drawing;

const emoji_pictures& variations() {
  static const emoji_pictures all(emoji_atlas::read(fs::path(SFUMATO_PROJECT) / "datasets" / "emoji"), 5);
  return all;
}

std::vector<float> variation(index_t i) {
  std::vector<float> picture(32 * 32 * 3);
  variations().get(i, picture);
  return picture;
}

TEST(NearestDrawing, OfAVariationIsItsOwnDrawingInWhateverAlignment) {
  const nearest_drawing search(variations());
  for (const index_t i : {3, 170, 333, 512, 700, 860}) {
    const auto found = search.find(variation(i));
    EXPECT_EQ(found.drawing, variations().drawing(i));
    EXPECT_LT(found.distance, 0.1) << i;
  }
}

TEST(NearestDrawing, OfWhatIsNoDrawingIsFar) {
  std::vector<float> stripes(32 * 32 * 3);
  for (std::size_t i = 0; i < stripes.size(); ++i) stripes[i] = i / 3 % 4 < 2 ? -1.0F : 1.0F;
  EXPECT_GT(nearest_drawing(variations()).find(stripes).distance, 0.5);
  // One colour is the ground that fits, but for what covers it.
  const std::vector<float> grey(stripes.size(), 0.0F);
  EXPECT_GT(nearest_drawing(variations()).find(grey).distance, 0.05);
}

TEST(Gallery, CountsRealVariationsAsCopiesAndStripesNot) {
  const emoji_pictures held_out(variations().atlas(), 6);
  std::vector<float> some;
  for (const index_t i : {3, 170, 333, 512}) {
    const std::vector<float> one = variation(i);
    some.insert(some.end(), one.begin(), one.end());
  }
  for (std::size_t i = some.size() / 2; i < some.size(); ++i) some[i] = i / 3 % 4 < 2 ? -1.0F : 1.0F;
  index_t told = 0;
  const auto figures = measure_gallery(held_out, some, [&](index_t done, index_t all) {
    EXPECT_EQ(all, 8);
    EXPECT_GT(done, told);
    told = done;
    return true;
  });
  EXPECT_EQ(told, 8);
  EXPECT_EQ(figures.pictures, 4);
  EXPECT_LE(figures.copies, 0.5) << "two of four are stripes";
  EXPECT_GT(figures.apart, 0.2);
  EXPECT_LT(figures.nearest_real, figures.as_near_as_real + 1e-12);
  EXPECT_EQ(measure_gallery(held_out, some, [](index_t, index_t) { return false; }).pictures, 0) << "stopped";
}

class GalleryCommand : public LabProgram {};

TEST_F(GalleryCommand, WritesPictureAndCardOfAFolder) {
  write_colour_folder(work / "colour");
  lab_refuses("gallery --model colour --out g.png", {"atlas.json: expected the atlas of emoji, found no file"});
  fs::create_directories(folder / "datasets");
  fs::copy(fs::path(SFUMATO_PROJECT) / "datasets/emoji", folder / "datasets/emoji", fs::copy_options::recursive);
  const auto done = lab_succeeds("gallery --model colour --count 2 --steps 2 --trained 'For a moment.' --out g.png");
  EXPECT_NE(done.output.find("copies: "), std::string::npos) << done.output;
  EXPECT_EQ(sfumato::read_png(work / "g.png").channels, 3);
  const std::string card = read_text(work / "colour/README.md");
  for (const char* part : {"license: apache-2.0", "For a moment.", "the first 2 pictures", "2 steps of ddim"})
    EXPECT_NE(card.find(part), std::string::npos) << part;
  fs::remove_all(folder / "datasets/emoji");
  lab_refuses("gallery", {"datasets/models/emoji: expected the folder of a colour model, found none"});
}

}  // namespace
