#include "child/run.hpp"
#include "grade/sha256.hpp"
#include "tests/tools/course_program.hpp"

namespace {

namespace fs = std::filesystem;

using sfumato_test::read_text;

class Submit : public sfumato_test::CourseProgram {
 protected:
  /// Unpacked by another program.
  bool unpacked() const {
    return ::lab::child::run(
               {.command = {"python3", "-m", "zipfile", "-e", "out/submission.zip", "all"}, .folder = work.string()})
        .succeeded();
  }
};

TEST_F(Submit, CheckSaysWhatIsMissingAndWritesNothing) {
  const auto result = lab("submit --check");
  EXPECT_EQ(result.status, 1);
  for (const char* part :
       {"[ ] the names of the group: ./lab group", "[ ] core exercises of module 1: ./lab test: 1.1a",
        "[ ] predictions before the results: Q4, Q10, Q16", "[ ] all questions answered: Q1",
        "[ ] how sure you are, rated by each: U1, U2, U3, U4"})
    EXPECT_TRUE(has(result.output, part)) << part << "\n" << result.output;
  EXPECT_TRUE(fs::is_empty(work));

  lab_succeeds("group Ada Ben");
  for (const char* rating : {"U1", "U2", "U3", "U4"}) answer(rating, "rating", "3 4");
  const auto later = lab("submit --check").output;
  EXPECT_TRUE(has(later, "[x] the names of the group\n"));
  EXPECT_TRUE(has(later, "[x] how sure you are"));
}

TEST_F(Submit, PacksFilesNamesAndPredictionsWithTheirHashes) {
  solve("1_forward/noising.hpp");
  const fs::path module = exercise("1_forward/noising.hpp").parent_path();
  for (const char* leftover : {"._noising.hpp", "noising copy.hpp", "noising (2).hpp"})
    fs::copy_file(module / "noising.hpp", module / leftover);
  fs::copy_file(module / "noising.hpp", module / "my helpers.hpp");
  lab_succeeds("group Zoë");
  lab_succeeds("predict Q4 chance");
  EXPECT_TRUE(has(lab_succeeds("submit").output, "out/submission.zip is written"));
  if (!unpacked()) GTEST_SKIP() << "needs python3 to unpack";
  const auto manifest = json("all/manifest.json");
  EXPECT_EQ(json("all/authors.json"), nlohmann::json({"Zoë"}));
  EXPECT_EQ(json("all/predictions.json").at(0).at("text"), "chance");
  EXPECT_EQ(read_text(work / "all" / "exercises" / "1_forward" / "noising.hpp"),
            read_text(exercise("1_forward/noising.hpp")));
  for (const char* leftover : {"._noising.hpp", "noising copy.hpp", "noising (2).hpp"})
    EXPECT_FALSE(fs::exists(work / "all" / "exercises" / "1_forward" / leftover)) << leftover;
  EXPECT_TRUE(fs::exists(work / "all" / "exercises" / "1_forward" / "my helpers.hpp")) << "an exercise may include it";
  EXPECT_TRUE(fs::exists(work / "all" / "exercises" / "answers.md"));
  EXPECT_FALSE(fs::exists(work / "all" / "exercises" / "README.md"));
  EXPECT_GE(manifest.at("files").size(), 8u);
  for (const auto& file : manifest.at("files"))
    EXPECT_EQ(file.at("sha256"), sfumato::lab::sha256_of_contents(work / "all" / file.at("name").get<std::string>()));
}

TEST_F(Submit, RefusesWhatCannotBeWritten) { lab_refuses("submit --check --out", {"--out", "expected a value"}); }

TEST_F(Submit, ReplacesNobodysWork) {
  const std::string before = read_text(folder / "exercises/answers.md");
  lab_refuses("submit --out '" + (folder / "exercises/answers.md").string() + "'", {"answers.md", "no zip or PDF"});
  EXPECT_EQ(read_text(folder / "exercises/answers.md"), before);
  lab_succeeds("submit --out mine.zip");
  lab_succeeds("submit --out mine.zip");
}

}  // namespace
