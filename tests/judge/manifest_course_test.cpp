#include <algorithm>
#include <cstdio>
#include <regex>
#include <set>

#include "the_manifest.hpp"

// What the course asks and how long it takes, as the manifest says it and as the pages do.
namespace {

TEST(manifest_course, has_the_25_questions_with_three_predictions) {
  const auto& questions = the_manifest().questions;
  ASSERT_EQ(questions.size(), 25u);
  std::string predictions;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    EXPECT_EQ(questions[i].id, "Q" + std::to_string(i + 1));
    EXPECT_EQ(questions[i].kind == "prediction", !questions[i].gates.empty()) << questions[i].id;
    EXPECT_TRUE(std::set<std::string>({"text", "number", "prediction"}).count(questions[i].kind)) << questions[i].id;
    if (questions[i].kind == "prediction") predictions += questions[i].id + " ";
  }
  EXPECT_EQ(predictions, "Q4 Q10 Q16 ");
}

TEST(manifest_course, has_the_questions_of_answers_md) {
  std::vector<std::string> asked;
  for (const std::string& heading : headings(LAB_ROOT "/exercises/answers.md", "##"))
    if (heading.rfind("Q", 0) == 0) asked.push_back(heading);
  ASSERT_EQ(asked.size(), the_manifest().questions.size());
  for (std::size_t i = 0; i < asked.size(); ++i) EXPECT_EQ(asked[i], the_manifest().questions[i].id);
}

TEST(manifest_course, has_the_words_of_the_glossary_and_eight_key_concepts) {
  std::set<std::string> words;
  int keys = 0;
  for (const auto& word : the_manifest().glossary) {
    EXPECT_TRUE(words.insert(word.word).second) << word.word;
    keys += word.key_concept ? 1 : 0;
  }
  EXPECT_EQ(keys, 8);
  for (const std::string& heading : headings(LAB_ROOT "/exercises/glossary.md", "###"))
    EXPECT_EQ(words.count(heading), 1u) << heading << " is not in the manifest";
  for (const auto& exercise : the_manifest().exercises)
    for (const std::string& word : exercise.glossary) EXPECT_EQ(words.count(word), 1u) << exercise.id << ": " << word;
}

TEST(manifest_course, gives_the_core_and_the_questions_100_points) {
  int points = 0;
  for (const auto& exercise : the_manifest().exercises) points += exercise.level == "core" ? exercise.points : 0;
  for (const auto& question : the_manifest().questions) points += question.points;
  EXPECT_EQ(points, 100);
}

TEST(manifest_course, fits_what_is_done_in_class_into_75_minutes) {
  int planned = the_manifest().handing_in_minutes, least = planned, most = planned;
  EXPECT_GT(planned, 0);
  for (const auto& module : the_manifest().modules) {
    int from = 0, to = 0;
    if (std::sscanf(module.minutes.c_str(), "%d-%d", &from, &to) != 2) continue;  // "open": not done in class
    const int minutes = the_manifest().minutes_in_class(module);
    EXPECT_GE(minutes, from) << "module " << module.id;
    EXPECT_LE(minutes, to) << "module " << module.id;
    planned += minutes;
    least += from;
    most += to;
  }
  EXPECT_LE(planned, 75);
  EXPECT_GE(least, 60) << "the course text says 60 to 75 minutes";
  EXPECT_LE(most, 75);
}

/// The part of a module's reading that is done in class: above the questions, the code included.
int words_in_class(const lab::manifest_module& module) {
  const std::string page = lab::read_text(LAB_ROOT "/exercises/" + module.folder + "/README.md");
  std::istringstream words(page.substr(0, page.find("\n## Questions")));
  int count = 0;
  for (std::string word; words >> word;) ++count;
  return count;
}

TEST(manifest_course, gives_every_reading_the_time_its_words_take) {
  for (const auto& module : the_manifest().modules) {
    if (module.reading_minutes == 0) continue;
    EXPECT_LE(words_in_class(module), 240 * module.reading_minutes) << "module " << module.id;
  }
}

TEST(manifest_course, asks_predictions_and_numbers_in_class_and_the_rest_after) {
  for (const auto& question : the_manifest().questions) {
    const bool in_class = question.kind == "prediction" || question.count > 0;
    EXPECT_TRUE(question.in_class == in_class || question.id == "Q22") << question.id;  // which is drawn for minutes
    EXPECT_GT(question.minutes, 0) << question.id;
  }
}

/// From a heading to the next.
std::string section_of(const std::string& page, const std::string& heading) {
  const auto begin = page.find("\n## " + heading + "\n");
  return begin == std::string::npos ? "" : page.substr(begin, page.find("\n## ", begin + 1) - begin);
}

TEST(manifest_course, agrees_with_the_pages_on_what_waits_until_after_class) {
  const std::string page = lab::read_text(LAB_ROOT "/exercises/answers.md");
  for (const auto& question : the_manifest().questions) {
    const auto module = std::find_if(the_manifest().modules.begin(), the_manifest().modules.end(),
                                     [&](const auto& one) { return one.id == question.module; });
    const std::string reading = lab::read_text(LAB_ROOT "/exercises/" + module->folder + "/README.md");
    EXPECT_EQ(reading.find("**" + question.id + " (after class).**") != std::string::npos, !question.in_class)
        << question.id;
    const std::string section = section_of(page, question.id);
    ASSERT_NE(section, "") << question.id;
    EXPECT_EQ(section.find("*After class.*") != std::string::npos, !question.in_class) << question.id;
  }
}

TEST(manifest_course, has_the_minutes_of_the_student_guide) {
  const std::string guide = lab::read_text(LAB_ROOT "/docs/student-guide.md");
  int together = the_manifest().handing_in_minutes;
  for (const auto& module : the_manifest().modules) {
    if (module.reading_minutes == 0) continue;
    const int minutes = the_manifest().minutes_in_class(module);
    const std::regex row("\n\\| Module " + module.id + ": [^\n]* " + std::to_string(minutes) + " \\|\n");
    EXPECT_TRUE(std::regex_search(guide, row)) << "module " << module.id << " takes " << minutes << " minutes";
    together += minutes;
  }
  EXPECT_NE(guide.find("| **" + std::to_string(together) + "** |"), std::string::npos) << together << " in all";
}

}  // namespace
