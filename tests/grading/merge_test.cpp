#include "grade/merge.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "grade/results.hpp"
#include "sfumato/core/error.hpp"

namespace {

namespace fs = std::filesystem;

class Merge : public testing::Test {
 protected:
  Merge() {
    std::string pattern = (fs::temp_directory_path() / "sfumato-merge-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
    folder = pattern;
  }
  ~Merge() override { fs::remove_all(folder); }

  static lab::graded result(const std::string& name, double points, double seconds) {
    lab::graded one;
    one.name = name;
    one.hash = "ab12";
    one.rung = "bubblewrap";
    one.compiler = "g++ 12";
    one.course = "course";
    one.judge = "judge";
    one.seconds = seconds;
    one.version = 1;
    one.people = {{"Name of " + name, {name + "@example.org"}}};
    one.remarks = {"a remark"};
    one.exercises.resize(1);
    one.exercises[0].id = "1.2";
    one.exercises[0].group = "1_forward/noising";
    one.exercises[0].status = points == 4 ? "passed" : "failed";
    one.exercises[0].message = points == 4 ? "" : "expected 1, got 2";
    one.exercises[0].earned = points;
    one.exercises[0].max_points = 4;
    one.exercises[0].tests = one.exercises[0].tests_passed = 4;
    return one;
  }
  void write(lab::graded one, const std::string& to, const std::string& back) const {
    lab::intake taken;
    taken.pictures["mine.png"] = "the bytes of " + one.name;
    one.pictures = {"mine.png"};
    lab::write_results(one, taken, {{}, one.name, folder + "/" + to, back});
  }
  std::map<std::string, std::string> files_in(const std::string& part) const {
    std::map<std::string, std::string> all;
    for (const auto& entry : fs::recursive_directory_iterator(folder + "/" + part))
      if (entry.is_regular_file()) {
        std::ifstream stream(entry.path(), std::ios::binary);
        std::string words{std::istreambuf_iterator<char>(stream), {}};
        if (const std::size_t at = words.find(" \"timing\": {"); at != std::string::npos)
          words.erase(at, words.find('}', at) - at);
        all[fs::relative(entry.path(), folder + "/" + part).string()] = words;
      }
    return all;
  }
  std::string refused(const std::vector<std::string>& parts) const {
    std::vector<std::string> paths;
    for (const std::string& part : parts) paths.push_back(folder + "/" + part);
    try {
      lab::merge_results(paths, folder + "/refused");
    } catch (const sfumato::error& wrong) {
      EXPECT_EQ(std::string(wrong.what()).find('\n'), std::string::npos) << wrong.what();
      EXPECT_FALSE(fs::exists(folder + "/refused")) << "nothing is half-merged";
      return wrong.what();
    }
    return "";
  }
  std::string folder;
};

TEST_F(Merge, EqualsOneRunByteForByteButForTheTiming) {
  const std::vector<lab::graded> all = {result("anna", 4, 1), result("ben", 2, 2), result("cleo", 0, 3)};
  for (const lab::graded& one : all) write(one, "whole/" + one.name, "../index.html");
  lab::write_class(all, folder + "/whole");
  write(result("cleo", 0, 30), "part-1/cleo", "../index.html");
  write(result("anna", 4, 10), "part-1/anna", "../index.html");
  write(result("ben", 2, 20), "alone", "");  // one submission, whose results lie in the folder itself
  fs::create_directories(folder + "/part-1/unfinished");
  const auto merged =
      lab::merge_results({folder + "/part-1", folder + "/alone", folder + "/part-1"}, folder + "/merged");
  ASSERT_EQ(merged.size(), 3u);
  EXPECT_EQ(files_in("merged"), files_in("whole"));
  EXPECT_EQ(files_in("merged").size(), 3u * 5 + 2);
}

TEST_F(Merge, RefusesWhatDoesNotBelongTogether) {
  write(result("anna", 4, 1), "a/anna", "");
  write(result("anna", 2, 1), "b/anna", "");
  EXPECT_NE(refused({"a", "b"}).find("different results"), std::string::npos);
  lab::graded other = result("ben", 4, 1);
  other.course = "another";
  write(other, "c/ben", "");
  EXPECT_NE(refused({"a", "c"}).find("another course key"), std::string::npos);
  other = result("ben", 4, 1);
  other.rung = "limits";
  write(other, "d/ben", "");
  EXPECT_NE(refused({"a", "d"}).find("another sandbox"), std::string::npos);
  fs::create_directories(folder + "/empty");
  EXPECT_NE(refused({"a", "empty"}).find("no results"), std::string::npos);
  fs::create_directories(folder + "/broken/x");
  std::ofstream(folder + "/broken/x/grade.json") << "{}";
  EXPECT_NE(refused({"broken"}).find("grade that part again"), std::string::npos);
}

}  // namespace
