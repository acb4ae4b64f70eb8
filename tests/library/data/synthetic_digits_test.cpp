#include "sfumato/data/synthetic_digits.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "../io/temporary_folder.hpp"
#include "sfumato/data/image_dataset.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

static_assert(dataset<synthetic_digits, float> && dataset<synthetic_digits, double> && endless<synthetic_digits>);
static_assert(dataset<image_dataset, float> && dataset<image_dataset, double> && !endless<image_dataset>);

template <class T = float>
std::vector<T> image(const synthetic_digits& digits, index_t i) {
  std::vector<T> pixels(static_cast<std::size_t>(digits.image_shape().size()));
  digits.get(i, std::span(pixels));
  return pixels;
}

TEST(SyntheticDigits, AnImageIsAPureFunctionOfSeedAndIndex) {
  const synthetic_digits one(3), same(3), other(4);
  const auto later = image(one, 1000000007);
  EXPECT_EQ(image(one, 5), image(same, 5));
  EXPECT_EQ(image(same, 1000000007), later);
  EXPECT_NE(image(one, 5), image(other, 5));
  EXPECT_NE(image(one, 5), image(one, 15));
  EXPECT_NE(image(one, 5), image(one, 5 + 10 * (index_t{1} << 32)));
}

TEST(SyntheticDigits, ClassesTakeTurns) {
  const synthetic_digits digits(0, {8, 3, 5}, 300);
  std::vector<int> count(3);
  for (index_t i = 0; i < digits.size(); ++i) ++count[static_cast<std::size_t>(digits.label(i))];
  EXPECT_EQ(count, (std::vector<int>{100, 100, 100}));
  EXPECT_EQ(digits.classes(), (std::vector<int>{8, 3, 5}));
}

TEST(SyntheticDigits, EveryDigitHasInkStaysInsideAndInRange) {
  for (const index_t side : {12, 16, 28}) {
    const synthetic_digits digits(1, first_digits(10), 1000, side);
    for (index_t i = 0; i < 1000; ++i) {
      const auto pixels = image(digits, i);
      float brightest = -1;
      for (const float v : pixels) {
        ASSERT_TRUE(v >= -1 && v <= 1);
        brightest = std::max(brightest, v);
      }
      ASSERT_GT(brightest, 0.f) << "image " << i;
      // A line keeps 0.5 - 0.71 / 2 - 0.05 = 0.095 of the side away from the edge, the pen's radius is at most 0.055,
      // and the border pixels' centres lie half a pixel inside.
      const double most = 2 * ((0.5 - 0.04 * static_cast<double>(side)) / 1.4 + 0.5) - 1;
      for (index_t k = 0; k < side; ++k)
        for (const index_t p : {k, (side - 1) * side + k, k * side, k * side + side - 1})
          ASSERT_LT(pixels[static_cast<std::size_t>(p)], most + 1e-5) << "image " << i << " touches the frame";
    }
  }
}

TEST(SyntheticDigits, AreAsBrightAsMnistDigitByDigit) {
  // Means of MNIST's training images at 16x16, digit by digit, and the standard deviation over all pixels.
  const double mnist[] = {-0.65, -0.85, -0.70, -0.72, -0.76, -0.74, -0.73, -0.77, -0.70, -0.75};
  const synthetic_digits digits(2);
  std::vector<double> mean(10);
  double sum = 0, squares = 0;
  for (index_t i = 0; i < 5000; ++i)
    for (const float v : image(digits, i)) {
      mean[static_cast<std::size_t>(digits.label(i))] += v / (500 * 256.0);
      sum += v;
      squares += double{v} * v;
    }
  for (std::size_t k = 0; k < 10; ++k) EXPECT_NEAR(mean[k], mnist[k], 0.09) << "digit " << k;
  const double pixels = 5000 * 256;
  EXPECT_NEAR(sum / pixels, -0.74, 0.02);
  EXPECT_NEAR(std::sqrt(squares / pixels - sum * sum / pixels / pixels), 0.55, 0.05);
}

/// The nearest of the mean images of the classes is the right one for most digits: they are legible, and not all alike.
TEST(SyntheticDigits, CanBeToldApart) {
  const synthetic_digits digits(6);
  std::vector<std::vector<double>> mean(10, std::vector<double>(256));
  for (index_t i = 0; i < 3000; ++i) {
    const auto pixels = image(digits, i);
    for (std::size_t p = 0; p < 256; ++p) mean[static_cast<std::size_t>(digits.label(i))][p] += pixels[p] / 300;
  }
  int right = 0;
  double spread = 0;
  for (index_t i = 3000; i < 4000; ++i) {
    const auto pixels = image(digits, i);
    int nearest = -1;
    double least = 1e9, own = 0;
    for (std::size_t k = 0; k < 10; ++k) {
      double distance = 0;
      for (std::size_t p = 0; p < 256; ++p) distance += (pixels[p] - mean[k][p]) * (pixels[p] - mean[k][p]);
      if (distance < least) {
        least = distance;
        nearest = static_cast<int>(k);
      }
      if (static_cast<int>(k) == digits.label(i)) own = distance;
    }
    right += nearest == digits.label(i);
    spread += own / 1000 / 256;
  }
  EXPECT_GT(right, 800);
  EXPECT_LT(right, 1000) << "no more varied than a printed font";
  EXPECT_GT(spread, 0.1);
}

TEST(SyntheticDigits, GivesTheSameInFloatAndDouble) {
  const synthetic_digits digits(9);
  for (index_t i = 0; i < 20; ++i) {
    const auto narrow = image<float>(digits, i);
    const auto wide = image<double>(digits, i);
    for (std::size_t p = 0; p < 256; ++p) ASSERT_EQ(static_cast<double>(narrow[p]), wide[p]);
  }
}

TEST(SyntheticDigits, CanBeStored) {
  const synthetic_digits digits(9, {1, 4}, 10);
  const image_dataset copy = stored(digits);
  ASSERT_EQ(copy.size(), 10);
  EXPECT_EQ(copy.classes(), digits.classes());
  for (index_t i = 0; i < 10; ++i) {
    EXPECT_EQ(std::vector<float>(copy[i].begin(), copy[i].end()), image(digits, i));
    EXPECT_EQ(copy.label(i), digits.label(i));
  }
}

TEST(SyntheticDigits, NamesWhatItCannotDraw) {
  EXPECT_TRUE(says(message_of([] { synthetic_digits(0, {10}); }), {"0 to 9", "got 10"}));
  EXPECT_TRUE(says(message_of([] { synthetic_digits(0, {1}, 0); }), {"at least 1 image", "got 0"}));
  EXPECT_TRUE(says(message_of([] { synthetic_digits(0, {1}, 1, 8); }), {"side", "12", "8"}));
}

TEST(SyntheticDigits, EveryGlyphFitsThePen) {
  for (int digit = 0; digit < 10; ++digit)
    for (const detail::glyph& glyph : detail::handwriting(digit)) {
      ASSERT_LE(glyph.size(), 16u);
      EXPECT_EQ(glyph.front().how, detail::pen::down);
      detail::pen_line line;
      detail::trace(glyph, line);
      EXPECT_LE(line.count, detail::pen_line::capacity);
    }
}

TEST(PenStroke, TheCurvePassesThroughEveryKnot) {
  const detail::knot knots[] = {{0, 0, detail::pen::down}, {1, 2}, {3, 2, detail::pen::corner}, {2, 5}, {4, 4}};
  detail::pen_line line;
  detail::trace(knots, line);
  for (std::size_t k = 0; k < 5; ++k) {
    EXPECT_FLOAT_EQ(line.points[k * detail::pen_line::pieces].x, knots[k].x);
    EXPECT_FLOAT_EQ(line.points[k * detail::pen_line::pieces].y, knots[k].y);
  }
}

TEST(PenStroke, InkFadesWithTheDistance) {
  detail::pen_line line;
  line.add({2.5f, 8.5f}, true);
  line.add({13.5f, 8.5f}, false);
  std::vector<double> out(256);
  detail::ink(line, 1.4f, 16, std::span(out));
  const auto at = [&](std::size_t y, std::size_t x) { return out[y * 16 + x]; };
  EXPECT_NEAR(at(8, 5), 1.0, 1e-6);                         // on the line
  EXPECT_NEAR(at(9, 5), 2 * (0.4 / 1.4 + .5) - 1, 1e-6);    // one pixel off
  EXPECT_NEAR(at(10, 5), 2 * (-0.6 / 1.4 + .5) - 1, 1e-6);  // two
  EXPECT_EQ(at(11, 5), -1.0);
  EXPECT_NEAR(at(8, 14), at(9, 5), 1e-6);  // past the end, which is round
  EXPECT_NEAR(at(8, 15), at(10, 5), 1e-6);
}

}  // namespace
