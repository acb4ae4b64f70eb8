#include "tests/tools/course_program.hpp"

namespace {

namespace fs = std::filesystem;

class Map : public sfumato_test::CourseProgram {};

TEST_F(Map, ShowsModulesExercisesPointsAndWhatIsNext) {
  const auto map = lab_succeeds("");
  for (const char* part :
       {"0  What is a diffusion model?", "1.2  Adding noise", "0/10", "2 min", "0 of 4 answered", "<- next",
        "Next: 0.1a", "exercises/0_what_is_diffusion/pixels.hpp", "./lab group", "./lab predict Q4", "./lab watch"})
    EXPECT_TRUE(has(map.output, part)) << part << "\n" << map.output;
  EXPECT_FALSE(has(map.output, "\x1b")) << "no colours in a file";
  EXPECT_EQ(map.errors, "");
  EXPECT_FALSE(fs::exists(home())) << "looking changes nothing";
}

TEST_F(Map, SaysWhatWasEditedSinceItsTest) {
  solve("1_forward/noising.hpp");
  lab_succeeds("test 1.2");
  EXPECT_TRUE(has(lab_succeeds("").output, "10/10"));
  const auto file = exercise("1_forward/noising.hpp");
  sfumato_test::write_text(file, sfumato_test::read_text(file) + "// a thought\n");
  EXPECT_TRUE(has(lab_succeeds("").output, "edited since it passed"));
}

TEST_F(Map, SetsADamagedRecordAsideAndSaysSo) {
  fs::create_directory(home());
  for (const char* damaged : {"{\"version\": 1, \"gro", "[]", "{\"version\": 1, \"group\": 3}", ""}) {
    sfumato_test::write_text(home() / "progress.json", damaged);
    const auto map = lab_succeeds("");
    EXPECT_TRUE(has(map.errors, "progress.json is damaged; it is kept as progress.json.damaged-")) << map.errors;
    EXPECT_TRUE(has(map.output, "Next: 0.1a"));
  }
  EXPECT_EQ(sfumato_test::read_text(home() / "progress.json.damaged-2"), "[]");
  EXPECT_TRUE(fs::exists(home() / "progress.json.damaged-4"));
  EXPECT_EQ(lab_succeeds("").errors, "");
}

TEST_F(Map, KeepsItsRecordWhereAVariableSays) {
  const std::string elsewhere = (folder / "elsewhere").string();
  lab_succeeds("group Ada", "export SFUMATO_LAB_HOME='" + elsewhere + "';");
  EXPECT_TRUE(fs::exists(fs::path(elsewhere) / "progress.json"));
  EXPECT_FALSE(fs::exists(home()));
}

TEST_F(Map, SaysWhatIsMissingWithoutExercises) {
  fs::remove_all(folder / "exercises");
  lab_refuses("", {"manifest.json", "cannot be opened"});
}

}  // namespace
