#include "sfumato/data/mnist.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "mnist_files.hpp"
#include "sfumato/io/gzip.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

TEST(Mnist, LoadsTheChosenDigitsResized) {
  temporary_folder folder;
  for (const bool packed : {false, true}) {
    put_mnist(folder / (packed ? "b" : "a"), 23, packed);
    const image_dataset data = packed ? load_mnist<content_reader>(folder / "b", mnist_part::train, {7, 2}, 2)
                                      : load_mnist(folder / "a", mnist_part::train, {7, 2}, 2);
    ASSERT_EQ(data.size(), 5);  // 2, 7, 12, 17, 22
    EXPECT_EQ(data.image_shape(), (shape{2, 2, 1}));
    EXPECT_EQ(data.classes(), (std::vector<int>{7, 2}));
    EXPECT_EQ(data.label(0), 1);
    EXPECT_EQ(data.label(1), 0);
    for (const float value : data[3]) EXPECT_FLOAT_EQ(value, 170 / 127.5f - 1);
    std::vector<double> image(4);
    data.get(4, std::span(image));
    EXPECT_NEAR(image[2], 220 / 127.5 - 1, 1e-6);
  }
}

TEST(Mnist, ReadsTheTestPartFromItsOwnFiles) {
  temporary_folder folder;
  put_mnist(folder.path(), 10);
  put_mnist(folder.path(), 20, true, "t10k");
  EXPECT_EQ(load_mnist(folder.path(), mnist_part::train, {1}).size(), 1);
  EXPECT_EQ(load_mnist<content_reader>(folder.path(), mnist_part::test, {1}).size(), 2);
}

TEST(Mnist, SaysWhatReadsFilesThatArePacked) {
  temporary_folder folder;
  put_mnist(folder.path(), 10, true);
  const std::string message = message_of([&] { load_mnist(folder.path(), mnist_part::train, {1}); });
  EXPECT_TRUE(says(message, {"train-labels-idx1-ubyte.gz", "gzip data", "content_reader", "sfumato/io.hpp"}))
      << message;
}

TEST(Mnist, ReadsNamesWithADotInFrontOfIdx) {
  temporary_folder folder;
  put_mnist(folder.path(), 10);
  for (const char* file : {"train-images", "train-labels"}) {
    const std::string kind = file[6] == 'i' ? "idx3-ubyte" : "idx1-ubyte";
    std::filesystem::rename(folder / (file + ("-" + kind)), folder / (file + ("." + kind)));
  }
  EXPECT_TRUE(holds_mnist(folder.path()));
  EXPECT_EQ(load_mnist(folder.path(), mnist_part::train, first_digits(10)).size(), 10);
}

TEST(Mnist, NamesADigitThatDoesNotExist) {
  temporary_folder folder;
  put_mnist(folder.path(), 5);
  const auto load = [&](std::vector<int> digits) {
    return message_of([&] { load_mnist(folder.path(), mnist_part::train, digits); });
  };
  EXPECT_TRUE(says(load({3, 12}), {"0 to 9", "got 12"}));
  EXPECT_TRUE(says(load({-1}), {"got -1"}));
  EXPECT_TRUE(says(load({3, 3}), {"3 twice"}));
  EXPECT_TRUE(says(load({}), {"at least one"}));
  EXPECT_TRUE(says(load({3, 8}), {"labels-idx1", "the digit 8", "none"}));
  for (const int count : {0, -2, 11})
    EXPECT_TRUE(says(message_of([&] { first_digits(count); }), {"1 to 10", "got " + std::to_string(count)}));
  EXPECT_EQ(first_digits(4), (std::vector<int>{0, 1, 2, 3}));
}

TEST(Mnist, NamesFilesThatAreMissingOrDoNotFitTogether) {
  temporary_folder folder;
  const auto message = [&] { return message_of([&] { load_mnist(folder.path(), mnist_part::train, {1}); }); };
  EXPECT_TRUE(says(message(), {folder.path().string(), "train-images-idx3-ubyte", "neither"}));
  put_mnist(folder.path(), 12);
  const std::string images = (folder / "train-images-idx3-ubyte").string();
  const std::string labels = (folder / "train-labels-idx1-ubyte").string();
  put(labels, idx_header(1, {11}) + std::string(11, '\1'));
  EXPECT_TRUE(says(message(), {labels, images, "expected 12", "found 11"})) << message();
  put(labels, idx_header(1, {12}) + std::string(11, '\1') + '\x0b');
  EXPECT_TRUE(says(message(), {labels, "0 to 9", "found 11", "index 11"})) << message();
}

TEST(Mnist, HoldsTheKnownNumbersOfDigits) {
  const char* variable = std::getenv("SFUMATO_DATA");
  if (variable == nullptr) GTEST_SKIP() << "set SFUMATO_DATA to a folder with MNIST to run this test";
  std::filesystem::path folder = variable;
  if (!holds_mnist(folder)) folder /= "mnist";
  if (!holds_mnist(folder)) GTEST_SKIP() << "no MNIST in SFUMATO_DATA=" << variable;
  const image_dataset data = load_mnist<content_reader>(folder, mnist_part::train, first_digits(4));
  EXPECT_EQ(data.size(), 24754);
  const index_t expected[] = {5923, 6742, 5958, 6131};
  std::vector<index_t> count(4);
  double sum = 0;
  for (index_t i = 0; i < data.size(); ++i) {
    ++count[static_cast<std::size_t>(data.label(i))];
    for (const float value : data[i]) {
      ASSERT_TRUE(value >= -1 && value <= 1);
      sum += value;
    }
  }
  for (std::size_t k = 0; k < 4; ++k) EXPECT_EQ(count[k], expected[k]);
  EXPECT_NEAR(sum / static_cast<double>(data.size() * 256), -0.73, 0.02);  // mostly background
}

}  // namespace
