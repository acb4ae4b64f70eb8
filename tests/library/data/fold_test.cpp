#include "sfumato/data/fold.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "sfumato/data/synthetic_digits.hpp"

namespace {

using namespace sfumato;

std::vector<float> counted_to(std::size_t n) {
  std::vector<float> numbers(n);
  std::iota(numbers.begin(), numbers.end(), 0.0F);
  return numbers;
}

TEST(Fold, PutsTheFourPixelsOfAChannelSideBySideAsPixelUnshuffleDoes) {
  const shape image{2, 4, 2};
  const auto x = counted_to(16);
  std::vector<float> y(16);
  fold_pixels<float>(image, x, y);
  EXPECT_EQ(folded_shape(image), (shape{1, 2, 8}));
  // Pixel (y,x) has channels 8 y + 2 x and one more; the left folded pixel holds (0,0), (0,1), (1,0), (1,1).
  EXPECT_EQ(y, (std::vector<float>{0, 2, 8, 10, 1, 3, 9, 11, 4, 6, 12, 14, 5, 7, 13, 15}));
}

TEST(Fold, IsUndoneByUnfold) {
  const shape image{6, 4, 3};
  const auto x = counted_to(72);
  std::vector<float> y(72), back(72);
  fold_pixels<float>(image, x, y);
  EXPECT_NE(x, y);
  unfold_pixels<float>(image, y, back);
  EXPECT_EQ(x, back);
}

TEST(Fold, RefusesImagesThatCannotBeHalved) {
  std::vector<float> x(12), y(12);
  for (const shape& odd : {shape{3, 4, 1}, shape{4, 3, 1}, shape{2, 6}})
    EXPECT_THROW(fold_pixels<float>(odd, x, y), error) << to_string(odd);
}

TEST(Fold, MakesADatasetOfADataset) {
  const synthetic_digits digits(1);
  const folded<synthetic_digits> data(digits);
  static_assert(dataset<folded<synthetic_digits>, float> && endless<folded<synthetic_digits>>);
  EXPECT_EQ(data.size(), digits.size());
  EXPECT_EQ(data.image_shape(), (shape{8, 8, 4}));
  EXPECT_EQ(data.label(7), digits.label(7));
  std::vector<float> flat(256), expected(256), got(256);
  digits.get(7, std::span(flat));
  fold_pixels<float>(digits.image_shape(), flat, expected);
  data.get(7, std::span(got));
  EXPECT_EQ(got, expected);
}

}  // namespace
