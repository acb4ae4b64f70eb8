#include "lab/course/testing.hpp"

#include <algorithm>
#include <cstdio>
#include <sstream>

#include "judge/built_here.hpp"
#include "judge/worker_cache.hpp"
#include "lab/course/exercise_text.hpp"
#include "lab/terminal/terminal.hpp"
#include "sfumato/core/error.hpp"

namespace sfumato::lab {

namespace fs = std::filesystem;

namespace {

/// Control characters as \x1b: what student code prints shall not steer the terminal.
std::string harmless(const std::string& line) {
  std::string safe;
  for (const char c : line) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte >= 32 && byte != 127) || c == '\t') {
      safe += c;
      continue;
    }
    char code[8];
    std::snprintf(code, sizeof code, "\\x%02x", byte);
    safe += code;
  }
  return safe;
}

void print_indented(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) std::printf("      %s\n", harmless(line).c_str());
}

const exercise* find(const course& of, const std::string& id) {
  for (const exercise& one : of.contents.exercises)
    if (one.id == id) return &one;
  return nullptr;
}

}  // namespace

void require_tests(const course& of, const std::string& word) {
  const auto named = of.contents.select(word);
  if (std::any_of(named.begin(), named.end(), [](const exercise* one) { return one->complete; })) return;
  const bool warm_up = named.size() == 1 && named.front()->level == "warm-up";
  fail(error_kind::config, word, ": ",
       warm_up ? "a warm-up without points and without tests; any number from 0 to 1 is right"
               : "its tests are not part of this version yet");
}

std::string status_in_words(const std::string& status) {
  if (status == "not_implemented") return "to be written";
  if (status == "compile_error") return "does not compile";
  if (status == "timeout") return "takes too long";
  if (status == "bad_value") return "bad value";
  if (status == "flood") return "prints too much";
  return status.empty() ? "not tested" : status;
}

std::string hash_of_exercise(const course& of, const exercise& one) {
  const fs::path file = of.file_of(one);
  if (!fs::exists(file)) return "";
  const std::string text = ::lab::read_text(file.string());
  for (const exercise_text& part : split_exercises(text))
    if (part.id == one.id) return hash_of(part.text);
  return hash_of(text);
}

bool edited_since(const course& of, const exercise& one, const exercise_record& record) {
  return !record.status.empty() && hash_of_exercise(of, one) != record.file;
}

namespace {

/// In its stead the exercise of the same file for whose error it cannot be tested.
const exercise* first_to_mend(const course& of, const course_record& record, const exercise& wanted) {
  for (const exercise& one : of.contents.exercises) {
    const exercise_record known = record.of(one.id);
    if (one.group() == wanted.group() && known.status == "compile_error" && !edited_since(of, one, known)) return &one;
  }
  return &wanted;
}

}  // namespace

const exercise* next_exercise(const course& of, const course_record& record) {
  for (const char* level : {"core", "homework", "stretch"})
    for (const exercise& one : of.contents.exercises) {
      const exercise_record known = record.of(one.id);
      if (one.level == level && one.complete && (known.status != "passed" || edited_since(of, one, known)))
        return first_to_mend(of, record, one);
    }
  return nullptr;
}

const exercise& one_exercise(const course& of, const course_record& record, const std::string& word) {
  if (word.empty()) {
    const exercise* next = next_exercise(of, record);
    require(next != nullptr, error_kind::config, "all exercises pass; name the one you mean");
    return *next;
  }
  const auto named = of.contents.select(word);
  for (const exercise* one : named)
    if (one->complete && record.of(one->id).status != "passed") return *one;
  return *named.front();
}

namespace {

using text_hashes = std::map<std::string, std::string>;

void remember(const course& of, const ::lab::test_result& result, const text_hashes& tested, course_record& record) {
  const exercise* one = find(of, result.id);
  const std::string now = one == nullptr ? "" : hash_of_exercise(of, *one);
  const std::string& hash = tested.at(result.id);
  exercise_record& known = record.exercises[result.id];
  // Another program may have judged what was saved meanwhile: the older text does not speak last.
  if (hash != now && known.file == now) return;
  known.status = result.status;
  known.points = result.points;
  known.tested = time_now();
  if (result.passed() && !known.passed) known.since = known.tested;
  known.passed = known.passed || result.passed();
  known.file = hash;
}

/// What waits for another exercise to compile was not tested and stays as it was; the other one does not compile,
/// whether it was asked for or not.
void remember(const course& of, const std::vector<::lab::test_result>& results, const text_hashes& tested,
              course_record& record) {
  for (const auto& result : results) {
    if (result.waits_for.empty() || find(of, result.waits_for) == nullptr) {
      remember(of, result, tested, record);
      continue;
    }
    ::lab::test_result culprit = result;
    culprit.id = result.waits_for;
    remember(of, culprit, tested, record);
  }
}

}  // namespace

std::vector<::lab::test_result> test_exercises(const course& of, const std::vector<std::string>& words,
                                               const fs::path& tree, std::uint64_t seed) {
  for (const std::string& word : words) require_tests(of, word);
  ::lab::test_request request;
  request.tree = tree.string();
  request.shared = ::lab::built_here::binaries() + "/workers";
  request.out = ::lab::folder_for_tree(request.shared, request.tree);
  request.selection = words;
  request.seed = seed;
  // Noted before the test: what is saved while it runs counts as edited.
  text_hashes hashes;
  const bool own = tree == of.exercises;
  for (const exercise& one : of.contents.exercises)
    if (own) hashes[one.id] = hash_of_exercise(of, one);
  auto results = ::lab::run_tests(of.tools, request);
  if (!own) return results;
  try {
    update_record(of.home, [&](course_record& record) { remember(of, results, hashes, record); });
  } catch (const error& e) {  // the verdicts are worth reading all the same
    std::fprintf(stderr, "lab test: %s; these verdicts are not remembered\n", e.what());
  }
  return results;
}

void print_results(const course& of, const std::vector<::lab::test_result>& results, bool brief) {
  const terminal screen = terminal::of(stdout);
  int passed = 0, points = 0, max_points = 0;
  for (const auto& result : results) {
    passed += result.passed() ? 1 : 0;
    points += result.points;
    max_points += result.max_points;
    const bool unwritten = result.status == "not_implemented";
    const std::string verdict =
        result.waits_for.empty() ? status_in_words(result.status) : "waits for " + result.waits_for;
    std::printf("%s %s  %s  %s\n",
                (result.passed() ? screen.green(screen.unicode ? "✓" : "+")
                 : unwritten     ? screen.dim(screen.unicode ? "·" : "-")
                                 : screen.red(screen.unicode ? "✗" : "x"))
                    .c_str(),
                screen.bold(result.id).c_str(), result.title.c_str(),
                screen.dim(join(verdict, ", ", result.points, "/", result.max_points)).c_str());
    if (brief && unwritten) continue;
    print_indented(result.message);
    if (!result.printed.empty()) {
      std::printf("      %s\n", screen.dim("It printed:").c_str());
      print_indented(result.printed);
    }
    if (result.passed() || !result.waits_for.empty()) continue;
    std::printf("      %s\n", screen.dim(join("./lab hint ", result.id)).c_str());
    const exercise* one = find(of, result.id);
    // The words of the subject help with a formula, not with a semicolon.
    if (one == nullptr || one->glossary.empty() || result.status == "compile_error") continue;
    std::string words;
    for (const std::string& word : one->glossary) words += (words.empty() ? "words: " : ", ") + word;
    words += join(screen.unicode ? " → " : " -> ", short_path(of.exercises / "glossary.md"));
    std::printf("      %s\n", screen.dim(words).c_str());
  }
  if (results.size() > 1)
    std::printf("\n%d of %zu passed, %d of %d points\n", passed, results.size(), points, max_points);
  std::fflush(stdout);
}

}  // namespace sfumato::lab
