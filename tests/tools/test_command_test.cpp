#include "tests/tools/course_program.hpp"

namespace {

namespace fs = std::filesystem;

using sfumato_test::read_text;
using sfumato_test::write_text;

class TestCommand : public sfumato_test::CourseProgram {};

TEST_F(TestCommand, TellsWhatPassedAndWhatIsToBeWritten) {
  solve("1_forward/snr.hpp");
  const auto result = lab("test 1 --json verdicts.json");
  EXPECT_EQ(result.status, 1) << result.errors;
  for (const char* part : {"1.3  Signal against noise in decibels  passed, 5/5", "1.2  Adding noise  to be written",
                           "2 of 5 passed, 10 of 30 points"})
    EXPECT_TRUE(has(result.output, part)) << part << "\n" << result.output;

  const auto verdicts = json("verdicts.json");
  EXPECT_EQ(verdicts.at("version"), 1);
  ASSERT_EQ(verdicts.at("exercises").size(), 5u);
  for (const auto& one : verdicts.at("exercises")) {
    const bool solved = one.at("id") == "1.3" || one.at("id") == "1.4";
    EXPECT_EQ(one.at("status"), solved ? "passed" : "not_implemented");
    EXPECT_EQ(one.at("points"), solved ? one.at("max_points") : nlohmann::json(0));
    EXPECT_TRUE(one.at("message").is_string());
  }
  EXPECT_EQ(record().at("exercises").at("1.3").at("status"), "passed");
}

TEST_F(TestCommand, TestsAnotherTreeWithoutRememberingIt) {
  EXPECT_EQ(lab_succeeds("test 1.2 --exercises solutions").errors, "");
  EXPECT_FALSE(fs::exists(home() / "progress.json"));
}

TEST_F(TestCommand, ExplainsAMistakeAndSaysWhereHelpIs) {
  solve("1_forward/noising.hpp");
  std::string code = read_text(exercise("1_forward/noising.hpp"));
  const std::string root = "std::sqrt(1 - alpha_bar)";
  code.replace(code.find(root), root.size(), "(1 - alpha_bar)");
  write_text(exercise("1_forward/noising.hpp"), code);
  const auto result = lab("test 1.2");
  EXPECT_EQ(result.status, 1);
  EXPECT_TRUE(has(result.output, "the square root is missing on the noise weight")) << result.output;
  EXPECT_TRUE(has(result.output, "      ./lab hint 1.2\n"));
  EXPECT_TRUE(has(result.output, "      words: Forward diffusion, Noise, Alpha-bar ")) << result.output;
  EXPECT_TRUE(has(result.output, "exercises/glossary.md\n"));
}

TEST_F(TestCommand, PointsToTheUsualMistakesOnlyWhereNobodysOwnIsLeft) {
  solve("1_forward/snr.hpp");
  EXPECT_TRUE(has(lab_succeeds("test 1.3").output, "the usual mistakes, drawn: ./lab run 1"));
  EXPECT_FALSE(has(lab("test 1.2 1.3").output, "the usual mistakes")) << "1.2 is still to be written";
}

TEST_F(TestCommand, InProcessSaysHowToStartADebugger) {
  const auto solved = lab_succeeds("test 1.2 --in-process --exercises solutions");
  EXPECT_TRUE(has(solved.output, "1.2  Adding noise  passed, 10/10")) << solved.output << solved.errors;
  const std::string start =
      "lab-judge-in-process --manifest " + (folder / "exercises/manifest.json").string() + " --only 1.2\n";
  EXPECT_TRUE(has(solved.output, "  gdb -ex 'break add_noise' -ex run --args ")) << solved.output;
  EXPECT_TRUE(has(solved.output, "  lldb -o 'breakpoint set --name add_noise' -o run -- ")) << solved.output;
  EXPECT_TRUE(has(solved.output, start)) << solved.output;

  const auto stub = lab("test 1.2 --in-process");
  EXPECT_EQ(stub.status, 1);
  EXPECT_TRUE(has(stub.output, "1.2  Adding noise  to be written")) << stub.output << stub.errors;
  EXPECT_TRUE(has(stub.output, "gdb ")) << stub.output;

  std::string code = read_text(folder / "solutions/1_forward/noising.hpp");
  const std::size_t semicolon = code.find(";\n  // END SOLUTION");
  write_text(exercise("1_forward/noising.hpp"), code.erase(semicolon, 1));
  const auto broken = lab("test 1.2 --in-process");
  EXPECT_EQ(broken.status, 1);
  EXPECT_TRUE(has(broken.output, "does not compile")) << broken.output << broken.errors;
  EXPECT_TRUE(has(broken.output, "A semicolon is missing")) << broken.output;
  EXPECT_FALSE(has(broken.output, "gdb ")) << "there is nothing to step through";
  EXPECT_FALSE(fs::exists(home() / "progress.json")) << "nothing is remembered";
}

TEST_F(TestCommand, RefusesWhatItDoesNotKnow) {
  lab_refuses("test 9.9", {"no module or exercise 9.9", "0 to 4"});
  lab_refuses("test 0.0", {"0.0", "warm-up"});
  edit_manifest([](nlohmann::json& manifest) {
    for (auto& one : manifest.at("modules").at(1).at("exercises")) one["tests"] = 0;
  });
  lab_refuses("test 1.2", {"1.2", "not part of this version"});
  lab_refuses("test 1.2 --exercises nowhere", {"--exercises nowhere", "expected a folder"});
  lab_refuses("test 1.2 --json nowhere/verdicts.json", {"--json", "expected the folder nowhere"});
}

TEST_F(TestCommand, WatchTestsAgainOnSave) {
  const std::string file = exercise("1_forward/noising.hpp").string(), words = (folder / "watched").string();
  const std::string solution = (folder / "solutions" / "1_forward" / "noising.hpp").string();
  const std::string wait =
      "n=0; until grep -qs \"$1\" '" + words + "' || [ $n -gt 300 ]; do sleep 0.1; n=$((n+1)); done";
  const std::string play = "wait_for() { " + wait + "; }\n'" SFUMATO_LAB_CLI "' watch 1.2 >'" + words + "' 2>&1 &\n" +
                           "wait_for watching\ncp '" + solution + "' '" + file +
                           "'\nwait_for passed\nkill -INT $!\nwait $!\n";
  EXPECT_TRUE(::lab::child::run({.command = {"sh", "-c", play}, .environment = {"SFUMATO_ROOT=" + folder.string()}})
                  .succeeded());
  const std::string watched = read_text(words);
  EXPECT_LT(watched.find("1.2  Adding noise  to be written"), watched.find("1.2  Adding noise  passed, 10/10"));
  EXPECT_TRUE(has(watched, "watching " + file + "; Ctrl-C ends")) << watched;
}

TEST_F(TestCommand, WatchEndsWhenEverythingPasses) {
  edit_manifest([](nlohmann::json& manifest) {
    auto& modules = manifest.at("modules");
    modules = nlohmann::json::array({modules.at(0)});
  });
  fs::copy(folder / "solutions", folder / "exercises",
           fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  lab_succeeds("test");
  EXPECT_EQ(lab_succeeds("watch").output, "All exercises pass.\n");
  EXPECT_TRUE(has(lab_succeeds("").output, "./lab submit"));
}

}  // namespace
