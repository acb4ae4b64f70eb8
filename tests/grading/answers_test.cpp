#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "grade/answer_pages.hpp"
#include "grade/intake.hpp"
#include "grade/results.hpp"
#include "sfumato/core/error.hpp"

namespace {

namespace fs = std::filesystem;

const std::string handed_out =
    "# Answers\n\n# Module 0\n\n## Q1\n\nExplain it.\n\n> answer:\n\n## Q2\n\nWhich?\n\n> number:\n\n> answer:\n";

std::vector<lab::manifest_question> questions() {
  std::vector<lab::manifest_question> all(2);
  all[0].id = "Q1";
  all[0].text = "Explain it.";
  all[0].points = 2;
  all[1].id = "Q2";
  all[1].text = "Which?";
  all[1].points = 1;
  return all;
}

lab::graded work(const std::string& name, const std::string& first, const std::string& second) {
  lab::graded one;
  one.name = name;
  one.answers = {{"Q1", "Explain it.", first, 2}, {"Q2", "Which?", second, 1}};
  return one;
}

bool holds(const std::string& page, const std::string& words) { return page.find(words) != std::string::npos; }

TEST(WrittenAnswers, AreWhatWasAddedToThePageAsHandedOut) {
  const auto all = lab::read_written_answers(
      "# Answers\r\n## Q1\n\nExplain it.\n\n> answer: Noise in,\nnoise out.\n\n# not a heading of ours\n## Q2\n> "
      "number: 82\n> "
      "answer:\nsince\n",
      handed_out, questions());
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].words, "Noise in,\nnoise out.\n\n# not a heading of ours");
  EXPECT_EQ(all[1].words, "number: 82\nsince");
  EXPECT_EQ(all[1].asked, "Which?");
}

TEST(WrittenAnswers, AreNoneWhereNothingWasWritten) {
  for (const std::string& page : {handed_out, std::string(), std::string("words without a heading")})
    for (const auto& one : lab::read_written_answers(page, handed_out, questions())) EXPECT_EQ(one.words, "") << page;
  const auto cut = lab::read_written_answers("## Q1\n" + std::string(1u << 20, 'a'), handed_out, questions());
  EXPECT_LT(cut[0].words.size(), 9000u);
}

TEST(WrittenAnswers, AreTakenHoweverDeepTheyLieAndDoNotChangeTheWork) {
  const fs::path folder = testing::TempDir() + "sfumato-answers";
  fs::remove_all(folder);
  fs::create_directories(folder / "too/deep/exercises/1_forward");
  const std::set<std::string> wanted = {"1_forward/noising.hpp"};
  const std::string at = (folder / "too/deep/exercises/").string();
  std::ofstream(at + "1_forward/noising.hpp") << "code\n";
  const std::string before = lab::hash_of(lab::take_submission(folder.string(), wanted), wanted);
  std::ofstream(at + "answers.md") << handed_out;
  const lab::intake taken = lab::take_submission(folder.string(), wanted);
  EXPECT_EQ(taken.answers, handed_out);
  EXPECT_EQ(taken.files.size(), 1u);
  EXPECT_EQ(lab::hash_of(taken, wanted), before);
  fs::remove_all(folder);
}

TEST(AnswerPages, ShowAllAnswersAndNamesOnlyWhereTheyMay) {
  const std::vector<lab::graded> all = {work("anna", "<script>x</script>", ""), work("bert", "two", "")};
  EXPECT_EQ(lab::questions_answered(all), std::vector<std::string>{"Q1"});
  const std::string named = lab::to_answers_page("Q1", all, false), nameless = lab::to_answers_page("Q1", all, true);
  for (const std::string& page : {named, nameless}) {
    EXPECT_TRUE(holds(page, "&lt;script&gt;x&lt;/script&gt;"));
    EXPECT_TRUE(holds(page, "2 answers, 2 points at most"));
    EXPECT_TRUE(holds(page, lab::code_of("anna")));
  }
  EXPECT_TRUE(holds(named, "../anna/index.html"));
  EXPECT_FALSE(holds(nameless, "anna") || holds(nameless, "bert"));
  EXPECT_FALSE(holds(lab::to_marks_table(all, true), "anna"));
}

TEST(Marks, AreReadFromTheTableThatIsFilledIn) {
  std::vector<lab::graded> all = {work("anna", "one", ""), work("bert", "two", "three")};
  std::string table = lab::to_marks_table(all, false);
  EXPECT_TRUE(holds(table, lab::code_of("anna") + ",anna,,\r\n")) << table;
  table.replace(table.find(",anna,"), 6, ",anna,1.5");
  const lab::given_marks marks = lab::read_marks("marks.csv", table, questions());
  for (lab::graded& one : all) marks.enter(one.name, one.answers);
  EXPECT_EQ(all[0].earned(), 1.5);
  EXPECT_EQ(all[1].earned(), 0);
  EXPECT_EQ(all[1].max_points(), 2) << "Q2, which nobody has a mark for, does not count";
  EXPECT_EQ(lab::to_marks_table(all, false), table);
  EXPECT_TRUE(holds(lab::to_csv(all), ",Q1\r\n"));
  EXPECT_TRUE(holds(lab::to_gradescope(all[0]), "\"score\": 1.5"));
  const lab::graded read = lab::from_own_json(lab::to_own_json(all[0]));
  EXPECT_EQ(lab::to_own_json(read), lab::to_own_json(all[0]));
  EXPECT_EQ(read.earned(), 1.5);
}

TEST(Marks, OfWorkThatIsNotGradedThisTimeAreKeptBesideTheTable) {
  const std::string out = testing::TempDir() + "sfumato-marks";
  fs::create_directories(out + "/answers");
  std::ofstream(out + "/" + lab::marks_file) << "code,submission,Q1\r\n,carla,2\r\n";
  lab::write_class({work("anna", "one", "")}, out);
  std::ifstream before(out + "/" + lab::marks_before_file), now(out + "/" + lab::marks_file);
  EXPECT_TRUE(holds(std::string(std::istreambuf_iterator<char>(before), {}), "carla,2"));
  EXPECT_TRUE(holds(std::string(std::istreambuf_iterator<char>(now), {}), "anna"));
  fs::remove_all(out);
}

TEST(Marks, AreRefusedByTheirPlace) {
  for (const char* mark : {"3", "-1", "nan", "good", "1,5", "1e400"}) {
    try {
      lab::read_marks("marks.csv", "code,submission,Q1\r\n,anna,\"" + std::string(mark) + "\"\r\n", questions());
      ADD_FAILURE() << mark;
    } catch (const sfumato::error& error) {
      EXPECT_TRUE(holds(error.what(), "marks.csv:2: Q1: expected a mark from 0 to 2")) << error.what();
    }
  }
  EXPECT_THROW(lab::read_marks("marks.csv", "code,submission,Q1\r\n,,1\r\n", questions()), sfumato::error);
  EXPECT_TRUE(lab::read_marks("marks.csv", "", questions()).of.empty());
}

}  // namespace
