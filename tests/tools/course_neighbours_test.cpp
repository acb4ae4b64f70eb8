#include <chrono>
#include <future>
#include <thread>

#include "tests/tools/course_program.hpp"

namespace {

using sfumato_test::read_text;
using sfumato_test::write_text;

/// 1.1a and 1.1b share a file: what is broken in one must not take what the other has earned.
class CourseNeighbours : public sfumato_test::CourseProgram {
 protected:
  /// Takes the last semicolon out of an exercise's solution.
  void forget_semicolon(const std::string& id) const {
    std::string code = read_text(file);
    const std::size_t at = code.rfind(";\n", code.find("END SOLUTION", code.find("/// Exercise " + id)));
    write_text(file, code.erase(at, 1));
  }
  nlohmann::json remembered(const std::string& id) const { return record().at("exercises").at(id); }
  /// The line of the map that says what is next.
  std::string next() const {
    const std::string map = lab_succeeds("").output;
    const std::size_t at = map.find("Next: ");
    return map.substr(at, map.find(' ', at + 6) - at);
  }

  const std::filesystem::path file = exercise("1_forward/schedule.hpp");
};

TEST_F(CourseNeighbours, KeepTheirPassAndPointToTheError) {
  solve("0_what_is_diffusion/pixels.hpp");
  solve("1_forward/schedule.hpp");
  lab_succeeds("test 0 1.1");
  forget_semicolon("1.1b");
  const auto both = lab("test 1.1 --json verdicts.json");
  EXPECT_EQ(both.status, 1);
  EXPECT_TRUE(has(both.output, "waits for 1.1b, 0/5")) << both.output;
  EXPECT_TRUE(has(both.output, "The error is in 1.1b, in the same file (line ")) << both.output;
  EXPECT_TRUE(has(both.output, "A semicolon is missing")) << both.output;
  EXPECT_FALSE(has(both.output, "hint 1.1a")) << both.output;
  const auto verdicts = json("verdicts.json");
  for (const auto& one : verdicts.at("exercises")) {
    EXPECT_EQ(one.at("status"), "compile_error");
    EXPECT_EQ(one.at("points"), 0) << "a grader gives nothing for what does not build";
  }
  EXPECT_EQ(remembered("1.1a").at("status"), "passed");
  EXPECT_EQ(remembered("1.1a").at("points"), 5);
  EXPECT_EQ(remembered("1.1b").at("status"), "compile_error");
  EXPECT_EQ(remembered("1.1b").at("points"), 0);
  EXPECT_EQ(next(), "Next: 1.1b");

  solve("1_forward/schedule.hpp");
  lab_succeeds("test 1.1");
  EXPECT_EQ(remembered("1.1b").at("points"), 5);
}

TEST_F(CourseNeighbours, AreNextWhereTheyHoldTheErrorEvenIfOnlyTheOtherWasTested) {
  solve("0_what_is_diffusion/pixels.hpp");
  solve("1_forward/schedule.hpp");
  forget_semicolon("1.1b");
  lab_succeeds("test 0");
  EXPECT_EQ(next(), "Next: 1.1a");
  EXPECT_EQ(lab("test 1.1a").status, 1);
  EXPECT_EQ(remembered("1.1b").at("status"), "compile_error");
  EXPECT_EQ(next(), "Next: 1.1b");
}

TEST_F(CourseNeighbours, LoseTheirPassWhereTheirOwnTextIsWrong) {
  solve("1_forward/schedule.hpp");
  lab_succeeds("test 1.1");
  forget_semicolon("1.1a");
  lab("test 1.1");
  EXPECT_EQ(remembered("1.1a").at("status"), "compile_error");
  EXPECT_EQ(remembered("1.1b").at("status"), "passed");
}

TEST_F(CourseNeighbours, InAnotherShellDoNotOverwriteTheVerdictOnWhatWasSavedSince) {
  const auto noising = exercise("1_forward/noising.hpp");
  std::string endless = read_text(folder / "solutions" / "1_forward" / "noising.hpp");
  endless.insert(endless.find("  // BEGIN SOLUTION"), "  for (volatile int i = 0; i < 1;) i = 0;\n");
  write_text(noising, endless);
  auto slow = std::async(std::launch::async, [&] { return lab("test 1.2"); });
  std::this_thread::sleep_for(std::chrono::milliseconds(1500));  // it has compiled, and waits for 3 seconds
  solve("1_forward/noising.hpp");
  lab_succeeds("test 1.2");
  const auto other = slow.get();
  EXPECT_TRUE(has(other.output + other.errors, "takes too long")) << other.output << other.errors;
  EXPECT_EQ(remembered("1.2").at("status"), "passed");
  EXPECT_EQ(remembered("1.2").at("points"), 10);
}

TEST_F(CourseNeighbours, AreFoundInSmallLetters) {
  const auto small = lab("test b.1"), capital = lab("test B.1");
  EXPECT_EQ(small.output, capital.output);
  EXPECT_TRUE(has(small.output, "to be written")) << small.output << small.errors;
  EXPECT_TRUE(has(lab_succeeds("hint b.1").output, "Hint 1 of 3"));
  EXPECT_TRUE(has(lab_succeeds("reset 1.1A").output, "holds the stub already"));
}

TEST_F(CourseNeighbours, GetNoGlossaryForASemicolon) {
  solve("1_forward/schedule.hpp");
  forget_semicolon("1.1b");
  EXPECT_FALSE(has(lab("test 1.1b").output, "words: "));
}

}  // namespace
