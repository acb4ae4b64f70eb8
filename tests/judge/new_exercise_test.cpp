#ifdef JUDGE_TEST_LAB

#include <nlohmann/json.hpp>
#include <sstream>

#include "child/run.hpp"
#include "judge/built_here.hpp"
#include "lab_folder.hpp"

// What `lab new exercise` writes compiles, runs and is recognised, in a copy of the lab.
namespace {

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> words;
  std::istringstream stream(list);
  for (std::string word; std::getline(stream, word, ',');)
    if (!word.empty()) words.push_back(word);
  return words;
}

class new_exercise : public testing::Test {
 protected:
  new_exercise() : root(fresh_folder("new-exercise")) {
    fs::create_directories(root + "/tools");
    for (const char* folder : {"exercises", "solutions", "tools/suites"})
      fs::copy(std::string(LAB_ROOT "/") + folder, root + "/" + folder, fs::copy_options::recursive);
    tools.suites = root + "/tools/suites";
    tools.mistakes = root + "/solutions/mistakes";
    tools.manifest = root + "/exercises/manifest.json";
    tools.judge = root + "/judge";
  }

  void lab(const std::string& arguments) const {
    const auto done = lab::child::run(
        {.command = {"sh", "-c", "'" JUDGE_TEST_LAB "' " + arguments}, .environment = {"SFUMATO_ROOT=" + root}});
    ASSERT_TRUE(done.succeeded()) << arguments << "\n" << done.errors;
  }

  /// Links a judge of these functions' suites, with the warnings that the lab's own suites must pass.
  void build_judge(const std::vector<std::string>& functions) const {
    std::vector<std::string> command{lab::built_here::compiler(), "-std=c++20"};
    for (const std::string& option : split(JUDGE_TEST_OPTIONS)) command.push_back(option);
    command.insert(command.end(), {"-O0", "-I" + tools.suites, "-I" + tools.mistakes, "-I" LAB_ROOT "/tools",
                                   "-I" LAB_ROOT "/tools/worker", "-I" LAB_ROOT "/include", "-isystem",
                                   lab::built_here::eigen(), "-o", tools.judge});
    for (const std::string& function : functions)
      command.push_back(tools.suites + "/1_forward/" + function + "_test.cpp");
    for (const std::string& library : split(JUDGE_TEST_LIBRARIES)) command.push_back(library);
    command.push_back("-pthread");
    const std::string log = root + "/judge.log";
    ASSERT_TRUE(lab::child::run({.command = command, .log = log, .seconds = 280}).succeeded()) << lab::read_text(log);
  }

  lab::test_result judged(const std::string& id, const std::string& tree, const std::string& wrong = "") const {
    lab::test_request request{.tree = root + "/" + tree, .out = root + "/workers-" + tree, .selection = {id}};
    request.with_wrong_variants = tree == "solutions";
    request.wrong = wrong;
    return find(lab::run_tests(tools, request), id);
  }

  void expect_proven(const std::string& id, const std::string& function) const {
    EXPECT_EQ(judged(id, "exercises").status, "not_implemented");
    const auto solved = judged(id, "solutions");
    EXPECT_TRUE(solved.passed()) << solved.message;
    const char* mistakes[][2] = {{"factor_missing", "the factor 2 is missing"},
                                 {"factor_twice", "the factor 2 is applied twice"},
                                 {"wrong_sign", "the sign is wrong"}};
    for (const auto& [name, sentence] : mistakes) {
      const auto result = judged(id, "solutions", function + "/" + name);
      EXPECT_EQ(result.status, "failed") << name;
      EXPECT_EQ(result.mistake, name) << result.message;
      EXPECT_NE(result.message.find(sentence), std::string::npos) << result.message;
    }
  }

  const std::string root;
  lab::toolchain tools;
};

TEST_F(new_exercise, compiles_runs_and_fails_by_name_right_away) {
  const std::string every_type =
      "features(const std::vector<int>& order, bool at, const std::string& word, const moments& expected, "
      "const features& draw, const denoiser& predict_noise, const layer& f, const noise_source& noise, "
      "const std::function<scalar(scalar, const encoded&)>& g)";
  lab("new exercise 1.8 sharpen --module 1 --title 'A sharper image'");
  lab("new exercise 1.9 arrange --module 1_forward --file sharpen.hpp --signature '" + every_type + "'");
  build_judge({"sharpen", "arrange"});
  expect_proven("1.8", "sharpen");
  expect_proven("1.9", "arrange");
}

}  // namespace

#endif
