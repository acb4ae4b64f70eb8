#include "sfumato/data/mnist.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "../io/temporary_folder.hpp"
#include "idx_files.hpp"
#include "sfumato/data/find_data.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

/// A folder of n images of 4x4 pixels; image i shows the grey value 10 i and has the label i % 10.
void put_mnist(const std::filesystem::path& folder, int n, bool packed = false, const std::string& part = "train") {
  std::filesystem::create_directories(folder);
  std::string images = idx_header(3, {n, 4, 4}), labels = idx_header(1, {n});
  for (int i = 0; i < n; ++i) {
    images += std::string(16, static_cast<char>(10 * i));
    labels += static_cast<char>(i % 10);
  }
  put(folder / (part + "-images-idx3-ubyte" + (packed ? ".gz" : "")), packed ? gzip(images) : images);
  put(folder / (part + "-labels-idx1-ubyte" + (packed ? ".gz" : "")), packed ? gzip(labels) : labels);
}

TEST(Mnist, LoadsTheChosenDigitsResized) {
  temporary_folder folder;
  for (const bool packed : {false, true}) {
    put_mnist(folder / (packed ? "b" : "a"), 23, packed);
    const image_dataset data = load_mnist(folder / (packed ? "b" : "a"), mnist_part::train, {7, 2}, 2);
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
  EXPECT_EQ(load_mnist(folder.path(), mnist_part::test, {1}).size(), 2);
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
  const image_dataset data = load_mnist(folder, mnist_part::train, first_digits(4));
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

class FindData : public ::testing::Test {
 protected:
  FindData() {
    if (const char* value = std::getenv("SFUMATO_DATA")) before_ = value;
    ::unsetenv("SFUMATO_DATA");
  }
  ~FindData() override {
    if (before_.empty()) {
      ::unsetenv("SFUMATO_DATA");
    } else {
      ::setenv("SFUMATO_DATA", before_.c_str(), 1);
    }
  }
  void set_variable(const std::filesystem::path& value) { ::setenv("SFUMATO_DATA", value.c_str(), 1); }
  data_source find(const std::string& request = "") const {
    return find_data(request, folder_ / "datasets", folder_ / "system");
  }

  temporary_folder folder_;
  std::string before_;
};

TEST_F(FindData, DrawsDigitsWhereThereIsNothing) {
  const data_source found = find();
  EXPECT_TRUE(found.synthetic());
  EXPECT_EQ(found.name, "synthetic");
  EXPECT_TRUE(says(found.description, {"synthetic", "no MNIST", "SFUMATO_DATA", (folder_ / "datasets").string()}));
}

TEST_F(FindData, SearchesInTheDocumentedOrder) {
  put_mnist(folder_.path() / "system" / "fashion-mnist", 10, true);
  EXPECT_EQ(find().name, "fashion");
  put_mnist(folder_.path() / "datasets" / "mnist", 10);
  EXPECT_EQ(find().folder, folder_.path() / "datasets" / "mnist");
  put_mnist(folder_.path() / "mine", 10);
  set_variable(folder_ / "mine");
  EXPECT_EQ(find().folder, folder_ / "mine");
  EXPECT_EQ(find().name, "mnist");
  EXPECT_EQ(find("fashion").folder, folder_.path() / "system" / "fashion-mnist");
  EXPECT_EQ(find("mnist").folder, folder_ / "mine");
  EXPECT_EQ(find("synthetic").folder, "");
  EXPECT_EQ(available_data(folder_ / "datasets", folder_ / "system").size(), 3u);
}

TEST_F(FindData, TheVariableMayNameTheRootOfSeveralSets) {
  put_mnist(folder_.path() / "all" / "mnist", 10);
  put_mnist(folder_.path() / "all" / "fashion-mnist", 10);
  set_variable(folder_ / "all");
  EXPECT_EQ(find().folder, folder_.path() / "all" / "mnist");
  EXPECT_EQ(find("fashion").folder, folder_.path() / "all" / "fashion-mnist");
  EXPECT_TRUE(says(find().description, {"MNIST", "all", "SFUMATO_DATA"}));
}

TEST_F(FindData, TellsTheSetsApartByTheNearestNameWhereTheLabelsAreNeithers) {
  for (const char* place : {"data/FashionMNIST/raw", "data/MNIST/raw", "home/fashionista/mnist", "fashion_mnist/mnist",
                            "mnist/Fashion-MNIST", "fashionable", "fashion/copy"}) {
    put_mnist(folder_.path() / place, 10);
    const std::string letters = place;
    const bool fashion =
        letters == "data/FashionMNIST/raw" || letters == "mnist/Fashion-MNIST" || letters == "fashion/copy";
    EXPECT_EQ(find((folder_ / place).string()).name, fashion ? "fashion" : "mnist") << place;
  }
}

TEST_F(FindData, TellsRealMnistByItsLabelsWhateverTheFolderIsCalled) {
  std::filesystem::path real = before_;
  if (!before_.empty() && !holds_mnist(real)) real /= "mnist";
  if (before_.empty() || !holds_mnist(real)) GTEST_SKIP() << "no MNIST in SFUMATO_DATA=" << before_;
  const auto place = folder_ / "fashion";
  std::filesystem::create_directories(place);
  for (const bool images : {true, false}) {
    const auto file = detail::mnist_path(real, mnist_part::train, images);
    std::filesystem::copy_file(file, place / file.filename());
  }
  EXPECT_EQ(find(place.string()).name, "mnist");
}

TEST_F(FindData, FindsWhatTorchvisionMakes) {
  put_mnist(folder_.path() / "torch" / "MNIST" / "raw", 10);
  put_mnist(folder_.path() / "torch" / "FashionMNIST" / "raw", 10, true);
  set_variable(folder_ / "torch");
  EXPECT_EQ(find("mnist").folder, folder_.path() / "torch" / "MNIST/raw");
  EXPECT_EQ(find("fashion").folder, folder_.path() / "torch" / "FashionMNIST/raw");
  EXPECT_EQ(find((folder_ / "torch" / "FashionMNIST").string()).name, "fashion");
}

TEST_F(FindData, ReadsNamesWithADotInFrontOfIdx) {
  const std::filesystem::path place = folder_ / "dots";
  put_mnist(place, 10);
  for (const char* file : {"train-images", "train-labels"}) {
    const std::string kind = file[6] == 'i' ? "idx3-ubyte" : "idx1-ubyte";
    std::filesystem::rename(place / (file + ("-" + kind)), place / (file + ("." + kind)));
  }
  EXPECT_EQ(find(place.string()).folder, place);
  EXPECT_EQ(load_mnist(place, mnist_part::train, first_digits(10)).size(), 10);
}

TEST_F(FindData, TakesAFolderAtItsWordAndDoesNotReplaceWhatIsAskedFor) {
  put_mnist(folder_.path() / "here", 10);
  EXPECT_EQ(find((folder_ / "here").string()).folder, folder_ / "here");
  const std::string nowhere = (folder_ / "nowhere").string();
  EXPECT_TRUE(says(message_of([&] { find(nowhere); }), {nowhere, "train-images-idx3-ubyte", "no such folder"}));
  EXPECT_TRUE(says(message_of([&] { find("mnist"); }), {"mnist", "SFUMATO_DATA", "found none"}));
}

}  // namespace
