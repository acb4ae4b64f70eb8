#include "child/find_program.hpp"
#include "grade/sha256.hpp"
#include "tests/library/data/idx_files.hpp"
#include "tests/tools/lab_program.hpp"

namespace {

using namespace sfumato_test;

const std::vector<std::string> mnist_files{"train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz",
                                           "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"};

class Data : public LabProgram {
 protected:
  /// Where this machine keeps MNIST; empty if nowhere.
  static fs::path mnist() {
    const char* variable = std::getenv("SFUMATO_DATA");
    const fs::path folder = variable ? fs::path(variable) / "mnist" : fs::path();
    return fs::exists(folder / mnist_files[0]) ? folder : fs::path();
  }
  static bool has_curl() { return !::lab::child::find_program("curl").empty(); }

  /// A mirror with all four files, to be damaged.
  fs::path mirror_of_mnist() const {
    fs::create_directory(folder / "mirror");
    for (const std::string& name : mnist_files) fs::copy_file(mnist() / name, folder / "mirror" / name);
    return folder / "mirror";
  }
  std::string by_mirror() const { return "SFUMATO_MIRROR='file://" + (folder / "mirror").string() + "'"; }
  fs::path downloaded() const { return folder / "datasets" / "mnist"; }
};

TEST_F(Data, TableSaysWhatIsWhereAndWhatHelps) {
  const auto result = lab_succeeds("data");
  for (const char* part :
       {"lab data fetch mnist", "dataset-fashion-mnist", "synthetic", "./lab train uses synthetic digits"})
    EXPECT_NE(result.output.find(part), std::string::npos) << part << "\n" << result.output;
}

TEST_F(Data, TableAndHelpFitEightyColumns) {
  for (const char* command : {"data", "data --help", "data fetch --help"}) {
    std::istringstream lines(lab_succeeds(command).output);
    for (std::string line; std::getline(lines, line);) {
      const bool names_a_place = line.find(folder.string()) != std::string::npos;  // which is as long as it is
      EXPECT_TRUE(names_a_place || line.size() <= 80) << command << ": " << line;
    }
  }
}

TEST_F(Data, IsLookedForInOrder) {
  const auto put = [](const fs::path& place) {
    fs::create_directories(place);
    write_text(place / "train-images-idx3-ubyte", idx_header(3, {5, 28, 28}) + std::string(5 * 28 * 28, '\0'));
    write_text(place / "train-labels-idx1-ubyte", idx_header(1, {5}) + std::string(5, '\0'));
  };
  const auto used = [this](const std::string& before = "") { return lab_succeeds("data", before).output; };
  put(folder / "datasets" / "mnist");
  EXPECT_NE(used().find("uses MNIST from " + (folder / "datasets" / "mnist").string()), std::string::npos);
  put(folder / "own");
  const std::string variable = "SFUMATO_DATA='" + (folder / "own").string() + "'";
  EXPECT_NE(used(variable).find("uses MNIST from " + (folder / "own").string()), std::string::npos) << used(variable);
  put(folder / "given");
  const auto trained =
      lab_succeeds("train --classes 1 --epochs 1 --widths light --data " + (folder / "given").string(), variable);
  EXPECT_NE(trained.errors.find("data: MNIST from " + (folder / "given").string()), std::string::npos)
      << trained.errors;
}

TEST_F(Data, WithoutANetworkFetchSaysWhatHelps) {
  lab_refuses("data fetch mnist", {"train-images-idx3-ubyte.gz", "by hand", "--data synthetic"},
              "SFUMATO_MIRROR=http://127.0.0.1:9");
  EXPECT_TRUE(fs::is_empty(downloaded()));
}

TEST_F(Data, FetchDownloadsAndChecks) {
  if (mnist().empty() || !has_curl()) GTEST_SKIP() << "needs curl, and MNIST in SFUMATO_DATA";
  mirror_of_mnist();
  const auto first = lab_succeeds("data fetch mnist", by_mirror());
  for (const std::string& name : mnist_files) {
    EXPECT_EQ(read_text(downloaded() / name), read_text(mnist() / name)) << name;
    EXPECT_FALSE(fs::exists(downloaded() / (name + ".part")));
  }
  EXPECT_NE(lab_succeeds("data").output.find("60000"), std::string::npos);

  // Again: nothing to do, even without the mirror; a damaged file is replaced.
  fs::rename(folder / "mirror", folder / "elsewhere");
  EXPECT_NE(lab_succeeds("data fetch mnist", by_mirror()).output.find("already there"), std::string::npos);
  fs::rename(folder / "elsewhere", folder / "mirror");
  write_text(downloaded() / mnist_files[1], "damaged");
  EXPECT_NE(lab_succeeds("data fetch mnist", by_mirror()).output.find("damaged"), std::string::npos);
  EXPECT_EQ(read_text(downloaded() / mnist_files[1]), read_text(mnist() / mnist_files[1]));
}

TEST_F(Data, FetchGoesOnWhereItBrokeOff) {
  if (mnist().empty() || !has_curl()) GTEST_SKIP() << "needs curl, and MNIST in SFUMATO_DATA";
  const fs::path mirror = mirror_of_mnist();
  const std::string name = mnist_files[0], whole = read_text(mirror / name);
  fs::create_directories(downloaded());
  write_text(downloaded() / (name + ".part"), whole.substr(0, 5000));
  // The mirror's beginning is wrong: only who goes on from byte 5000 gets the right contents.
  write_text(mirror / name, std::string(5000, 'x') + whole.substr(5000));
  lab_succeeds("data fetch mnist", by_mirror());
  EXPECT_EQ(read_text(downloaded() / name), whole);
}

TEST_F(Data, FetchBeginsAfreshWhereAPartIsWrong) {
  if (mnist().empty() || !has_curl()) GTEST_SKIP() << "needs curl, and MNIST in SFUMATO_DATA";
  mirror_of_mnist();
  fs::create_directories(downloaded());
  const std::string name = mnist_files[3], whole = read_text(mnist() / name);
  for (const std::string& part :
       {std::string(100, 'x'), std::string(whole.size(), 'x'), std::string(10 * whole.size(), 'x')}) {
    fs::remove(downloaded() / name);
    write_text(downloaded() / (name + ".part"), part);
    lab_succeeds("data fetch mnist", by_mirror());
    EXPECT_EQ(read_text(downloaded() / name), whole) << part.size();
  }
}

TEST_F(Data, FetchNeverKeepsWrongContents) {
  if (!has_curl()) GTEST_SKIP() << "needs curl";
  fs::create_directory(folder / "mirror");
  for (const std::string& contents : {std::string("<html>log in first</html>"), gzip("something else"),
                                      gzip(std::string(100000, 'x')).substr(0, 50)}) {
    for (const std::string& name : mnist_files) write_text(folder / "mirror" / name, contents);
    lab_refuses("data fetch mnist", {"train-images-idx3-ubyte.gz", "SHA-256"}, by_mirror());
    EXPECT_TRUE(fs::is_empty(downloaded()));
  }
}

}  // namespace
