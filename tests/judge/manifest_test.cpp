#include <algorithm>
#include <cstdio>
#include <map>
#include <regex>
#include <set>

#include "sfumato/core/error.hpp"
#include "the_manifest.hpp"

namespace {

TEST(manifest, names_every_exercise_once) {
  std::set<std::string> ids, functions;
  for (const auto& exercise : the_manifest().exercises) {
    EXPECT_TRUE(ids.insert(exercise.id).second) << exercise.id;
    EXPECT_TRUE(functions.insert(exercise.function).second) << exercise.function;
    EXPECT_TRUE(std::set<std::string>({"warm-up", "core", "homework", "stretch"}).count(exercise.level)) << exercise.id;
    EXPECT_EQ(exercise.hints.size(), 3u) << exercise.id;
    EXPECT_EQ(exercise.points == 0, exercise.level == "warm-up") << exercise.id;
  }
}

TEST(manifest, knows_an_exercise_in_capital_and_in_small_letters) {
  const auto& all = the_manifest();
  for (const auto& [typed, id] : {std::pair{"b.1", "B.1"}, {"1.1A", "1.1a"}, {"B.1", "B.1"}}) {
    const auto chosen = all.select(typed);
    ASSERT_EQ(chosen.size(), 1u) << typed;
    EXPECT_EQ(chosen.front()->id, id);
    EXPECT_TRUE(lab::same_id(typed, id));
  }
  EXPECT_EQ(all.select("BEYOND").size(), all.select("beyond").size());
}

TEST(manifest, points_to_files_functions_suites_and_registry_lines_that_exist) {
  for (const auto& exercise : the_manifest().exercises) {
    if (!exercise.complete && !is_complete(exercise.module)) continue;
    const std::string suites = LAB_ROOT "/tools/suites/";
    for (const char* tree : {LAB_ROOT "/solutions/", LAB_ROOT "/exercises/"}) {
      const std::string file = tree + exercise.group() + ".hpp";
      ASSERT_TRUE(fs::exists(file)) << exercise.id << ": " << file;
      EXPECT_TRUE(std::regex_search(lab::read_text(file), std::regex("\\b" + exercise.function + "\\(")))
          << exercise.id;
    }
    const std::string registry = suites + exercise.group() + ".registry.hpp";
    ASSERT_TRUE(fs::exists(registry)) << exercise.id << ": " << registry;
    EXPECT_NE(lab::read_text(registry).find("LAB_EXERCISE(\"" + exercise.id + "\", " + exercise.function + ","),
              std::string::npos)
        << exercise.id << ": " << registry;
    if (exercise.level == "warm-up") continue;
    const std::string stem = suites + exercise.folder + "/" + exercise.function;
    ASSERT_TRUE(fs::exists(stem + "_test.cpp")) << exercise.id;
    EXPECT_TRUE(fs::exists(LAB_ROOT "/solutions/mistakes/" + exercise.folder + "/" + exercise.function + ".wrong.hpp"))
        << exercise.id;
    const std::string suite = lab::read_text(stem + "_test.cpp");
    const std::regex test("\nTEST\\(" + exercise.function + ", ");
    EXPECT_EQ(std::distance(std::sregex_iterator(suite.begin(), suite.end(), test), std::sregex_iterator()),
              exercise.tests)
        << exercise.id << ": \"tests\" in the manifest counts the TESTs of " << stem << "_test.cpp";
  }
}

// Part of the points needs the first test. It draws numbers of its own, or those that the suite shows would earn them.
TEST(manifest, has_suites_whose_first_test_draws_its_inputs) {
  for (const auto& exercise : the_manifest().exercises) {
    if (!exercise.complete && !is_complete(exercise.module)) continue;
    if (exercise.level == "warm-up" || exercise.function == "training_step_order") continue;  // one answer, no inputs
    const std::string suite =
        lab::read_text(LAB_ROOT "/tools/suites/" + exercise.folder + "/" + exercise.function + "_test.cpp");
    const auto first = suite.find("\nTEST("), second = suite.find("\nTEST(", first + 1);
    EXPECT_LT(suite.find("inputs draw", first), second) << exercise.id;
  }
}

TEST(manifest, is_named_by_every_registry_line) {
  std::map<std::string, std::string> functions;
  for (const auto& exercise : the_manifest().exercises)
    functions[exercise.id + " " + exercise.group()] = exercise.function;
  for (const auto& entry : fs::recursive_directory_iterator(LAB_ROOT "/tools/suites")) {
    const std::string name = entry.path().filename().string();
    if (name.size() < 13 || name.substr(name.size() - 13) != ".registry.hpp") continue;
    const std::string group = entry.path().parent_path().filename().string() + "/" + name.substr(0, name.size() - 13);
    const std::string registry = lab::read_text(entry.path().string());
    const std::regex line(R"rx(LAB_EXERCISE\("([^"]*)",\s*(\w+))rx");
    for (std::sregex_iterator found(registry.begin(), registry.end(), line), end; found != end; ++found)
      EXPECT_EQ(functions[(*found)[1].str() + " " + group], (*found)[2].str()) << entry.path();
  }
}

TEST(manifest, is_named_by_every_file_of_known_mistakes) {
  std::set<std::string> expected;
  for (const auto& exercise : the_manifest().exercises)
    expected.insert(exercise.folder + "/" + exercise.function + ".wrong.hpp");
  const fs::path mistakes = LAB_ROOT "/solutions/mistakes";
  for (const auto& entry : fs::recursive_directory_iterator(mistakes)) {
    if (!entry.is_regular_file()) continue;
    EXPECT_TRUE(expected.count(entry.path().lexically_relative(mistakes).generic_string()))
        << entry.path() << ":1: no exercise of this module has a function of this name";
  }
}

/// The lines between the marks of a solution, spaces and braces left out.
std::vector<std::string> lines_of_solution(const lab::manifest_exercise& exercise) {
  std::string text = lab::read_text(LAB_ROOT "/solutions/" + exercise.group() + ".hpp");
  text.erase(0, text.find(exercise.function + "("));
  std::istringstream lines(text);
  std::vector<std::string> code;
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.find("// END SOLUTION") != std::string::npos) break;
    const std::string bare = std::regex_replace(line, std::regex("//.*|[\\s{}]"), "");
    if (inside && !bare.empty()) code.push_back(bare);
    inside = inside || line.find("// BEGIN SOLUTION") != std::string::npos;
  }
  return code;
}

TEST(manifest, leaves_something_to_write_after_the_last_hint) {
  int longer_ones = 0;
  for (const auto& exercise : the_manifest().exercises) {
    const auto lines = lines_of_solution(exercise);
    if (lines.size() < 2) continue;  // of a single line, the hint may be that line
    ++longer_ones;
    const std::string hint = std::regex_replace(exercise.hints.back(), std::regex("[\\s{}]"), "");
    EXPECT_TRUE(std::any_of(lines.begin(), lines.end(),
                            [&](const std::string& line) { return hint.find(line) == std::string::npos; }))
        << exercise.id << ": its third hint is the whole code";
  }
  EXPECT_GT(longer_ones, 10);
}

TEST(manifest, selects_modules_exercises_and_pairs) {
  const auto ids = [](const std::string& word) {
    std::string all;
    for (const auto* exercise : the_manifest().select(word)) all += exercise->id + " ";
    return all;
  };
  EXPECT_EQ(ids("1.1"), "1.1a 1.1b ");
  EXPECT_EQ(ids("1.1b"), "1.1b ");
  EXPECT_EQ(ids("2.1"), "2.1 ");
  EXPECT_EQ(ids("1"), "1.1a 1.1b 1.2 1.3 1.4 ");
  EXPECT_EQ(the_manifest().select("").size(), the_manifest().exercises.size());
  EXPECT_THROW(the_manifest().select("9.9"), sfumato::error);
}

TEST(manifest, that_is_damaged_is_refused_by_name_of_the_entry) {
  const std::string file = fresh_folder("manifest") + "/manifest.json";
  const auto complaint = [&](const std::string& text) {
    lab::write_text(file, text);
    try {
      lab::read_manifest(file);
    } catch (const sfumato::error& error) {
      return std::string(error.what()).substr(file.size());
    }
    return std::string("none");
  };
  EXPECT_EQ(complaint("{"), ": expected JSON");
  EXPECT_EQ(complaint(R"({"version": 2})"), ": expected version 1");
  EXPECT_EQ(complaint(R"({"version": 1, "modules": {}})"), ": manifest: expected a list for modules");
  EXPECT_EQ(complaint(R"({"version": 1, "modules": [{"id": "1", "folder": 3}]})"),
            ": module 1: expected a text for folder");
  const std::string question = R"({"version": 1, "modules": [{"id": "1", "folder": "f", "title": "t", "type": "t",
      "minutes": "5-8", "objectives": [], "exercises": [], "questions": [
      {"id": "Q1", "text": "Why?", "kind": "text", "points": 1, "minutes": 2, "when": "later"}]}]})";
  EXPECT_EQ(complaint(question), ": question Q1: expected class or after for when, found later");
}

}  // namespace
