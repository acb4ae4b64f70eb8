#include "grade/graded.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "grade/plain_text.hpp"
#include "messages/text.hpp"

namespace lab {
namespace {

using json = nlohmann::json;

std::string dumped(const json& document) { return document.dump(1, ' ', false, json::error_handler_t::replace) + "\n"; }

std::string name_of(const graded_exercise& one) { return one.id + " " + one.title; }

/// What the student reads under an exercise.
std::string said_of(const graded_exercise& one) {
  std::string words = one.passed() ? "passed" : one.status + ": " + one.message;
  if (one.tests > 0 && !one.passed())
    words += text("\n", one.tests_passed, " of ", one.tests, " tests passed: ", one.earned, " of ", one.max_points,
                  " points.");
  if (one.tried_again) words += "\nIts time was up at first; it was run once more.";
  return clean_text(words);
}

}  // namespace

double graded::earned() const {
  double sum = 0;
  for (const auto& one : exercises) sum += one.earned;
  for (const auto& one : answers) sum += one.counts ? one.mark.value_or(0) : 0;
  return sum;
}

int graded::max_points() const {
  int sum = 0;
  for (const auto& one : exercises) sum += one.max_points;
  for (const auto& one : answers) sum += one.counts ? one.max_points : 0;
  return sum;
}

bool graded::made_like(const graded& other) const {
  return hash == other.hash && version == other.version && rung == other.rung && compiler == other.compiler &&
         course == other.course && seconds_a_call == other.seconds_a_call && judge == other.judge;
}

std::string graded::shown() const {
  std::string names;
  for (const person& one : people) names += (names.empty() ? "" : ", ") + one.name;
  return names.empty() ? name : names;
}

std::string picture_file(std::size_t i) { return text("picture-", i + 1, ".png"); }

double points_for(const test_result& result) {
  if (result.passed() && result.tests_passed == result.tests) return result.max_points;
  if (!result.first_test_passed || result.tests <= 0 || result.tests_passed * 2 < result.tests) return 0;
  const int passed = std::min(result.tests_passed, result.tests - 1);
  return passed * 2 < result.tests ? 0 : std::floor(4.0 * result.max_points * passed / result.tests) / 4;
}

std::string to_own_json(const graded& one) {
  json document{{"format", "sfumato-grade"},
                {"format_version", 1},
                {"name", one.name},
                {"hash", one.hash},
                {"version", one.version},
                {"sandbox", one.rung},
                {"compiler", one.compiler},
                {"course", one.course},
                {"seconds_a_call", one.seconds_a_call},
                {"points", one.earned()},
                {"max_points", one.max_points()},
                {"remarks", json(one.remarks)},
                {"exercises", json::array()},
                {"timing", {{"seconds", one.seconds}, {"judge", one.judge}}}};
  for (const person& p : one.people)
    document["people"].push_back({{"name", clean_text(p.name)}, {"keys", json(p.keys)}});
  for (const std::string& picture : one.pictures) document["pictures"].push_back(clean_text(picture));
  if (!one.trouble.empty()) document["trouble"] = clean_text(one.trouble);
  for (const graded_exercise& e : one.exercises) {
    json entry{{"id", e.id},
               {"title", e.title},
               {"group", e.group},
               {"status", e.status},
               {"points", e.earned},
               {"max_points", e.max_points},
               {"tests", e.tests},
               {"tests_passed", e.tests_passed},
               {"message", clean_text(e.message)}};
    if (!e.mistake.empty()) entry["mistake"] = e.mistake;
    if (!e.printed.empty()) entry["printed"] = clean_text(e.printed);
    if (e.tried_again) entry["tried_again"] = true;
    document["exercises"].push_back(std::move(entry));
  }
  for (const written_answer& a : one.answers) {
    json entry{{"question", a.question}, {"asked", a.asked}, {"words", a.words}, {"max_points", a.max_points}};
    if (a.counts) entry["counts"] = true;
    if (a.mark) entry["mark"] = *a.mark;
    document["answers"].push_back(std::move(entry));
  }
  return dumped(document);
}

graded from_own_json(const std::string& text) {
  const json document = json::parse(text);
  graded one;
  if (document.at("format") != "sfumato-grade" || document.at("format_version") != 1)
    throw json::other_error::create(501, "another format", nullptr);
  one.name = document.at("name");
  one.hash = document.at("hash");
  one.version = document.at("version");
  one.rung = document.at("sandbox");
  one.compiler = document.at("compiler");
  one.course = document.at("course");
  one.seconds_a_call = document.at("seconds_a_call");
  one.judge = document.at("timing").at("judge");
  one.trouble = document.value("trouble", "");
  one.remarks = document.at("remarks").get<std::vector<std::string>>();
  one.seconds = document.at("timing").at("seconds");
  for (const json& entry : document.value("people", json::array()))
    one.people.push_back({entry.at("name"), entry.at("keys").get<std::vector<std::string>>()});
  one.pictures = document.value("pictures", std::vector<std::string>());
  for (const json& entry : document.at("exercises")) {
    graded_exercise e;
    e.id = entry.at("id");
    e.title = entry.at("title");
    e.group = entry.at("group");
    e.status = entry.at("status");
    e.message = entry.at("message");
    e.earned = entry.at("points");
    e.max_points = entry.at("max_points");
    e.tests = entry.at("tests");
    e.tests_passed = entry.at("tests_passed");
    e.mistake = entry.value("mistake", "");
    e.printed = entry.value("printed", "");
    e.tried_again = entry.value("tried_again", false);
    one.exercises.push_back(std::move(e));
  }
  for (const json& entry : document.value("answers", json::array())) {
    written_answer a{entry.at("question"), entry.at("asked"), entry.at("words"), entry.at("max_points")};
    a.counts = entry.value("counts", false);
    if (entry.contains("mark")) a.mark = entry.at("mark").get<double>();
    one.answers.push_back(std::move(a));
  }
  return one;
}

std::string to_gradescope(const graded& one) {
  std::string output;
  for (const std::string& remark : one.remarks) output += clean_text(remark) + "\n";
  if (!one.trouble.empty()) output += "This submission could not be graded; your instructor will see to it.\n";
  json document{{"score", one.earned()},
                {"output", output},
                {"output_format", "text"},
                {"test_output_format", "text"},
                {"test_name_format", "text"},
                {"visibility", "visible"},
                {"stdout_visibility", "hidden"},
                {"extra_data", {{"sandbox", one.rung}, {"version", one.version}, {"hash", one.hash}}},
                {"tests", json::array()}};
  for (const graded_exercise& e : one.exercises) {
    if (e.max_points == 0) continue;
    document["tests"].push_back({{"score", e.earned},
                                 {"max_score", e.max_points},
                                 {"status", e.passed() ? "passed" : "failed"},
                                 {"name", name_of(e)},
                                 {"number", e.id},
                                 {"output", said_of(e)},
                                 {"visibility", "visible"}});
  }
  for (const written_answer& a : one.answers)
    if (a.counts)
      document["tests"].push_back({{"score", a.mark.value_or(0)},
                                   {"max_score", a.max_points},
                                   {"status", a.mark.value_or(0) >= a.max_points ? "passed" : "failed"},
                                   {"name", a.question + " " + a.asked},
                                   {"number", a.question},
                                   {"output", a.mark ? "read by your instructor" : "no mark"},
                                   {"visibility", "visible"}});
  return dumped(document);
}

std::string to_junit(const graded& one) {
  std::size_t failures = 0;
  std::string cases;
  for (const graded_exercise& e : one.exercises) {
    cases += text("  <testcase classname=\"", escaped(e.group), "\" name=\"", escaped(name_of(e)), "\"");
    if (e.passed()) {
      cases += "/>\n";
      continue;
    }
    ++failures;
    cases += text("><failure message=\"", escaped(e.status), "\">", escaped(said_of(e)), "</failure></testcase>\n");
  }
  return text("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"", escaped(one.name), "\" tests=\"",
              one.exercises.size(), "\" failures=\"", failures, "\">\n", cases, "</testsuite>\n");
}

}  // namespace lab
