#include <gtest/gtest.h>

#include <cmath>

#include "lab/model/colour_strip.hpp"
#include "sfumato/io/png_reader.hpp"
#include "tests/tools/colour_folder.hpp"
#include "tests/tools/lab_program.hpp"

namespace {

using namespace sfumato_test;

/// Two pictures whose numbers say where they stand.
image two_pictures() {
  image strip(2 * sfumato::lab::colour_height, sfumato::lab::colour_side);
  for (Eigen::Index i = 0; i < strip.size(); ++i) strip.data()[i] = static_cast<double>(i);
  return strip;
}

TEST(ColourStrip, ReachesTheNetworkFoldedAndComesBackAsItWas) {
  const image strip = two_pictures();
  bool asked = false;
  const image back = sfumato::lab::on_colour_strip(strip, [&](sfumato::view<const float> in, sfumato::view<float> out) {
    asked = true;
    ASSERT_EQ(in.extent, (sfumato::shape{2, 16, 16, 12}));
    // y(i,j,4c+2a+b) = x(2i+a,2j+b,c): picture 1, green, row 2*3+1, column 2*5
    const float found = in.data[(((16 + 3) * 16) + 5) * 12 + 4 * 1 + 2 * 1 + 0];
    EXPECT_EQ(static_cast<double>(found), strip(96 + 32 + 7, 10));
    for (sfumato::index_t i = 0; i < in.size(); ++i) out.data[i] = in.data[i];
  });
  EXPECT_TRUE(asked);
  EXPECT_TRUE((back == strip).all());
}

TEST(ColourStrip, BecomesPixelsWithRedGreenAndBlueSideBySide) {
  image strip = two_pictures();
  strip(0, 0) = std::nan("");
  const std::vector<float> pixels = sfumato::lab::colour_pixels(strip);
  EXPECT_EQ(pixels.front(), 0.0F) << "what is no number is grey";
  EXPECT_EQ(static_cast<double>(pixels[(32 * 32 + 32 * 4 + 9) * 3 + 2]), strip(96 + 64 + 4, 9));
  EXPECT_TRUE((sfumato::lab::strip_of_pixels(pixels).bottomRows(96) == strip.bottomRows(96)).all());
}

TEST(ColourStrip, RefusesWhatIsNoColourPicture) {
  EXPECT_THROW(sfumato::lab::colour_pixels(image::Zero(95, 32)), sfumato::error);
  EXPECT_THROW(sfumato::lab::colour_pixels(image::Zero(96, 16)), sfumato::error);
}

class ColourModel : public LabProgram {};

TEST_F(ColourModel, IsDrawnWithFromItsFolder) {
  write_colour_folder(work / "colour");
  lab_succeeds("sample --model colour --count 3 --steps 2 --solver ddim --label 4 --out a.png --raw a.safetensors");
  const auto raw = sfumato::safetensors_file::open(work / "a.safetensors");
  EXPECT_EQ(raw.info("samples").extents, (std::vector<sfumato::index_t>{3, 3, 32, 32}));
  EXPECT_EQ(sfumato::read_png(work / "a.png").channels, 3);
  lab_succeeds("sample --model colour --count 1 --steps 2 --solver ddim --label 4 --raw b.safetensors");
  const std::vector<float> three = samples("a.safetensors"), one = samples("b.safetensors");
  EXPECT_TRUE(std::equal(one.begin(), one.end(), three.begin())) << "a picture does not depend on the others";
}

TEST_F(ColourModel, IsFoundByItsNameWhereItShips) {
  lab_refuses("sample --model emoji", {"datasets/models/emoji: expected the folder of a colour model, found none"});
  write_colour_folder(folder / "datasets/models/emoji");
  lab_succeeds("sample --model emoji --count 1 --steps 1 --raw a.safetensors");
  fs::remove_all(folder / "datasets/models/emoji");
}

TEST_F(ColourModel, SaysInOneLineWhatDoesNotFit) {
  write_colour_folder(work / "colour");
  lab_refuses("sample --model colour --label 6", {"--label", "colour was trained on emoji, got 6"});
  lab_refuses("sample --model colour --precision bf16", {"--precision: expected float for colour, got bf16"});
  write_text(work / "x.png", "");
  lab_refuses("sample --model colour --init x.png", {"--init: expected a model of grey pictures, got colour"});

  const fs::path weights = work / "colour/diffusion_pytorch_model.safetensors";
  const std::string whole = read_text(weights);
  for (const std::size_t kept : {std::size_t{0}, std::size_t{7}, whole.size() / 2, whole.size() - 1}) {
    write_text(weights, whole.substr(0, kept));
    lab_refuses("sample --model colour", {"diffusion_pytorch_model.safetensors"});
  }
  fs::remove(weights);
  lab_refuses("sample --model colour", {"colour: expected diffusion_pytorch_model.safetensors"});
  write_text(weights, whole);
  write_text(work / "colour/config.json", "{");
  lab_refuses("sample --model colour", {"config.json"});
  write_colour_folder(work / "other", true);
  lab_refuses("sample --model other",
              {"other/config.json: expected the colour model, 12 channels and 7 labels, got 3"});
  fs::copy_file(work / "other/config.json", work / "colour/config.json", fs::copy_options::overwrite_existing);
  lab_refuses("sample --model colour", {"diffusion_pytorch_model.safetensors"});
}

}  // namespace
