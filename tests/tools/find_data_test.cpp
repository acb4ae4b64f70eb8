#include "lab/data/find_data.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/library/data/mnist_files.hpp"

namespace {

using namespace sfumato_test;

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
  sfumato::lab::data_source find(const std::string& request = "") const {
    return sfumato::lab::find_data(request, folder_ / "datasets", folder_ / "system");
  }

  temporary_folder folder_;
  std::string before_;
};

TEST_F(FindData, DrawsDigitsWhereThereIsNothing) {
  const sfumato::lab::data_source found = find();
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
  EXPECT_EQ(sfumato::lab::available_data(folder_ / "datasets", folder_ / "system").size(), 3u);
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
  if (!before_.empty() && !sfumato::holds_mnist(real)) real /= "mnist";
  if (before_.empty() || !sfumato::holds_mnist(real)) GTEST_SKIP() << "no MNIST in SFUMATO_DATA=" << before_;
  const auto place = folder_ / "fashion";
  std::filesystem::create_directories(place);
  for (const bool images : {true, false}) {
    const auto file = sfumato::mnist_path(real, sfumato::mnist_part::train, images);
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

TEST_F(FindData, TakesAFolderAtItsWordAndDoesNotReplaceWhatIsAskedFor) {
  put_mnist(folder_.path() / "here", 10);
  EXPECT_EQ(find((folder_ / "here").string()).folder, folder_ / "here");
  const std::string nowhere = (folder_ / "nowhere").string();
  EXPECT_TRUE(says(message_of([&] { find(nowhere); }), {nowhere, "train-images-idx3-ubyte", "no such folder"}));
  EXPECT_TRUE(says(message_of([&] { find("mnist"); }), {"mnist", "SFUMATO_DATA", "found none"}));
}

}  // namespace
