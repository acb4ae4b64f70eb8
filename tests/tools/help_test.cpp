#include "tests/tools/lab_program.hpp"

namespace {

class Help : public sfumato_test::LabProgram {};

TEST_F(Help, ListsEveryCommandInOneLine) {
  const auto help = lab_succeeds("--help");
  for (const char* command : {"test", "watch", "hint", "reset", "show", "predict", "group", "answers", "submit", "new",
                              "stubs", "demo", "train", "sample", "forward", "data", "gallery", "doctor", "selftest"})
    EXPECT_NE(help.output.find("\n  " + std::string(command) + " "), std::string::npos) << command;
  EXPECT_EQ(help.errors, "");
}

TEST_F(Help, IsThereForEveryCommand) {
  for (const char* command :
       {"test", "watch", "hint", "reset", "show", "predict", "group", "answers", "submit", "new", "stubs", "demo",
        "train", "sample", "forward", "data", "gallery", "data fetch", "new exercise"}) {
    const auto help = lab_succeeds(std::string(command) + " --help");
    EXPECT_NE(help.output.find("Usage: lab " + std::string(command)), std::string::npos) << help.output;
  }
}

TEST_F(Help, KnowsTheVersion) { EXPECT_EQ(lab_succeeds("--version").output.rfind("sfumato ", 0), 0u); }

}  // namespace
