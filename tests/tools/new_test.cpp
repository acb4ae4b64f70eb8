#include <map>

#include "tests/tools/course_program.hpp"

namespace {

namespace fs = std::filesystem;

using sfumato_test::read_text;
using sfumato_test::write_text;

/// What is written compiles and runs: tests/judge/new_exercise_test.cpp.
class New : public sfumato_test::CourseProgram {
 protected:
  New() {
    fs::create_directories(folder / "tools");
    fs::copy(fs::path(SFUMATO_PROJECT) / "tools/suites", folder / "tools/suites", fs::copy_options::recursive);
  }

  /// All files and their contents.
  std::map<std::string, std::string> everything() const {
    std::map<std::string, std::string> all;
    for (const char* tree : {"exercises", "solutions", "tools"})
      for (const auto& entry : fs::recursive_directory_iterator(folder / tree))
        all[entry.path().string()] = entry.is_regular_file() ? read_text(entry.path()) : "folder";
    return all;
  }
  void refuses(const std::string& arguments, const std::vector<std::string>& said) {
    const auto before = everything();
    lab_refuses("new exercise " + arguments, said);
    EXPECT_EQ(everything(), before) << arguments;
  }
  std::string suites(const std::string& file) const { return read_text(folder / "tools/suites/1_forward" / file); }
};

TEST_F(New, WritesTheFivePiecesAndTheStub) {
  const std::string before = read_text(folder / "exercises/manifest.json");
  const auto said = lab_succeeds("new exercise 1.8 sharpen --module 1 --title 'A \"sharp\" image'").output;
  for (const char* file : {"solutions/1_forward/sharpen.hpp", "tools/suites/1_forward/sharpen.registry.hpp",
                           "solutions/mistakes/1_forward/sharpen.wrong.hpp", "tools/suites/1_forward/sharpen_test.cpp",
                           "exercises/1_forward/sharpen.hpp"}) {
    EXPECT_TRUE(fs::exists(folder / file)) << file;
    EXPECT_TRUE(has(said, file)) << said;
  }
  EXPECT_TRUE(has(read_text(folder / "solutions/1_forward/sharpen.hpp"), "// BEGIN SOLUTION return todo(\"1.8\");"));
  EXPECT_TRUE(has(read_text(exercise("1_forward/sharpen.hpp")), "  return todo(\"1.8\");\n}"));
  EXPECT_EQ(lab_succeeds("stubs --check").output, "");
  EXPECT_TRUE(has(lab_succeeds("hint 1.8").output, "A \"sharp\" image"));

  // Nothing else in the manifest changes, not by a byte.
  const std::string after = read_text(folder / "exercises/manifest.json");
  const auto entry = after.find(",\n        {\n          \"id\": \"1.8\"");
  ASSERT_NE(entry, std::string::npos);
  EXPECT_EQ(after.substr(0, entry) + after.substr(entry + after.size() - before.size()), before);
}

TEST_F(New, AddsToAGroupAndKeepsAStubThatWasFilledIn) {
  solve("1_forward/snr.hpp");
  const std::string mine = read_text(exercise("1_forward/snr.hpp")), registry = suites("snr.registry.hpp");
  const auto said = lab_succeeds("new exercise 1.8 loudness --module 1 --file snr.hpp --signature 'scalar(scalar x)'");
  EXPECT_TRUE(has(said.output, "the old one is kept as")) << said.output;
  EXPECT_EQ(read_text(home() / "kept/1_forward/snr-1.hpp"), mine);
  EXPECT_EQ(suites("snr.registry.hpp"), registry + "LAB_EXERCISE(\"1.8\", loudness, scalar(scalar x))\n");
  EXPECT_EQ(lab_succeeds("stubs --check").output, "");
}

TEST_F(New, WorksInAModuleWithoutExercises) {
  edit_manifest([](nlohmann::json& manifest) { manifest.at("modules").at(1)["exercises"] = nlohmann::json::array(); });
  fs::remove_all(folder / "tools/suites/1_forward");
  fs::remove_all(folder / "solutions/1_forward");
  lab_succeeds("new exercise 1.1 sharpen --module 1");
  EXPECT_TRUE(has(lab_succeeds("hint 1.1").output, "Hint 1 of 3"));
}

TEST_F(New, RefusesWhatIsTakenOrWrongAndWritesNothing) {
  refuses("1.2 sharpen --module 1", {"1.2: is taken by 1.2, Adding noise", "is free"});
  refuses("1.1 sharpen --module 1", {"1.1: is taken by 1.1a"});
  refuses("1.2a sharpen --module 1", {"1.2a: is taken by 1.2"});
  refuses("2.9 sharpen --module 1", {"2.9: expected an id like 1.7 in module 1"});
  refuses("1.x sharpen --module 1", {"1.x: expected an id"});
  refuses("1.8 add_noise --module 1", {"add_noise: is the function of exercise 1.2"});
  refuses("1.8 alpha_bar --module 1 --file snr.hpp", {"alpha_bar: this name is used in the same file"});
  for (const char* name : {"Sharpen", "2d", "return", "a-b", "a__b", "image"})
    refuses(std::string("1.8 ") + name + " --module 1", {name, "snake_case"});
  refuses("1.8 sharpen --module 9", {"--module 9: expected one of 0, 1, 2, 3, 4, beyond"});
  refuses("1.8 sharpen", {"--module"});
  refuses("1.8 sharpen --module 1 --file ../snr.hpp", {"--file ../snr.hpp", "without a folder"});
  refuses("1.8 sharpen --module 1 --title 'a\nb'", {"--title", "one line"});
  write_text(folder / "solutions/mistakes/1_forward/sharpen.wrong.hpp", "mine");
  refuses("1.8 sharpen --module 1", {"sharpen.wrong.hpp", "is there already"});
  lab_refuses("new", {"expected what is new"});
}

TEST_F(New, RefusesSignaturesThatCannotTravel) {
  const auto signature = [this](const std::string& text, const std::vector<std::string>& said) {
    refuses("1.8 sharpen --module 1 --signature '" + text + "'", said);
  };
  signature("image", {"--signature: expected something like", "got \"image\""});
  signature("float(scalar x)", {"expected the types bool, curve", "moments", "got float"});
  signature("image(const std::vector<float>& x)", {"got float"});
  signature("image(const image&)", {"expected a name in snake_case behind each type", "got const image&"});
  signature("image(image& x)", {"by value", "got image& x"});
  signature("image(scalar x, int x)", {"two parameters are called x"});
  signature("denoiser(scalar x)", {"a function cannot be returned"});
}

TEST_F(New, WritesNothingWhereOneFileCannotBeWritten) {
  // Files may not grow beyond 8 KB: the manifest, the last of them, does not fit.
  const auto before = everything();
  lab_refuses("new exercise 1.8 sharpen --module 1", {"manifest.json: cannot write"}, "ulimit -f 16;");
  EXPECT_EQ(everything(), before);
}

}  // namespace
