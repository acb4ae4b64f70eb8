#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <set>

#include "judge/main_options.hpp"
#include "judge/manifest.hpp"
#include "judge/session.hpp"
#include "judge/variants.hpp"
#include "messages/text.hpp"

// The judge: GoogleTest suites that hold no line of student code and ask worker processes instead.
namespace {

std::vector<const lab::manifest_exercise*> chosen(const lab::manifest& manifest, const std::string& only) {
  std::set<const lab::manifest_exercise*> wanted;
  std::string word;
  for (const char c : only + ",") {
    if (c != ',') {
      word += c;
      continue;
    }
    for (const auto* exercise : manifest.select(word))
      if (exercise->complete || exercise->id == word) wanted.insert(exercise);
    word.clear();
  }
  std::vector<const lab::manifest_exercise*> in_order(wanted.begin(), wanted.end());
  std::sort(in_order.begin(), in_order.end());  // they lie in the manifest one behind the other
  return in_order;
}

/// Fresh workers for every test, and a count of the tests that really ran, and of those in which nothing was wrong.
class listener : public testing::EmptyTestEventListener {
 public:
  std::map<std::string, int> ran, right;
  std::set<std::string> first_right;          // suites whose first test passed
  std::map<std::string, std::string> failed;  // by the suite itself, not by a judgement

 private:
  void OnTestStart(const testing::TestInfo& test) override {
    lab::the_session().running = {test.test_suite_name(), test.name()};
  }
  void OnTestPartResult(const testing::TestPartResult& part) override {
    if (part.failed() && !lab::the_session().over()) failed.emplace(lab::running_suite(), part.message());
  }
  void OnTestEnd(const testing::TestInfo& test) override {
    const bool over = lab::the_session().over();
    lab::the_session().end_test();
    if (test.result()->Skipped()) return;
    const bool first = ++ran[test.test_suite_name()] == 1;
    if (!test.result()->Passed() || over) return;
    ++right[test.test_suite_name()];
    if (first) first_right.insert(test.test_suite_name());
  }
};

lab::verdict verdict_on(const lab::manifest_exercise& exercise, const listener& heard) {
  const auto& failures = lab::the_session().failures();
  if (const auto found = failures.find(exercise.function); found != failures.end()) return found->second;
  if (const auto found = heard.failed.find(exercise.function); found != heard.failed.end())
    return {lab::status::failed, found->second, {}, {}};
  const auto found = heard.ran.find(exercise.function);
  const int ran = found == heard.ran.end() ? 0 : found->second;
  if (ran == 0 || ran != exercise.tests)
    return {lab::status::failed,
            lab::text("the judge ran ", ran, " tests of ", exercise.function, ", the manifest says ", exercise.tests),
            {},
            {}};
  return {};
}

/// What student code says may be endless.
std::string cut_to_size(const std::string& words) {
  constexpr std::size_t longest = 6000;
  return words.size() <= longest ? words : words.substr(0, longest) + " ...";
}

/// The beginning of what was printed: a verdict shall not drown in it.
std::string beginning_of(const std::string& printed) {
  constexpr int most_lines = 12;
  std::size_t end = 0;
  for (int line = 0; line < most_lines; ++line) {
    const std::size_t next = printed.find('\n', end);
    if (next == std::string::npos) return cut_to_size(printed);
    end = next + 1;
  }
  const auto more = std::count(printed.begin() + static_cast<std::ptrdiff_t>(end), printed.end(), '\n');
  if (end == printed.size()) return cut_to_size(printed);
  return cut_to_size(printed.substr(0, end)) + "... and " + std::to_string(std::max<std::ptrdiff_t>(more, 1)) +
         " more lines";
}

/// Student code runs with our rights: it shall at least not find our open files and our memory below /proc.
void hide(int report) {
  fcntl(report, F_SETFD, FD_CLOEXEC);
#ifdef __linux__
  prctl(PR_SET_DUMPABLE, 0);
#endif
}

void write_all(int file, const std::string& words) {
  if (ftruncate(file, 0) != 0 || lseek(file, 0, SEEK_SET) != 0)
    throw std::runtime_error("the report cannot be written");
  for (std::size_t sent = 0; sent < words.size();) {
    const ssize_t count = write(file, words.data() + sent, words.size() - sent);
    if (count <= 0) throw std::runtime_error("the report cannot be written");
    sent += static_cast<std::size_t>(count);
  }
}

/// Text from a worker may hold anything: JSON wants UTF-8.
std::string dumped(const nlohmann::json& report) {
  return report.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

int list_variants() {
  nlohmann::json list = nlohmann::json::array();
  for (const auto& [function, known] : lab::all_variants())
    for (const auto& entry : known->entries)
      list.push_back({{"id", lab::all_exercises().at(function).id},
                      {"function", function},
                      {"name", entry.name},
                      {"sentence", entry.sentence}});
  std::cout << dumped(list);
  return 0;
}

int judge(int argc, char** argv) {
  const lab::main_options given = lab::parse_main(argc, argv);
  if (given.list_variants) return list_variants();
  if (given.report >= 0) hide(given.report);
  const lab::manifest manifest = lab::read_manifest(given.manifest);
  const auto exercises = chosen(manifest, given.only);

  std::string filter;
  for (const auto* exercise : exercises) filter += exercise->function + ".*:";
  testing::GTEST_FLAG(filter) = filter.empty() ? "none" : filter;
  auto* heard = new listener;  // GoogleTest deletes it
  testing::UnitTest::GetInstance()->listeners().Append(heard);
  const bool suites_passed = RUN_ALL_TESTS() == 0;

  nlohmann::json report{
      {"version", 1}, {"seed", lab::the_session().settings.seed}, {"exercises", nlohmann::json::array()}};
  bool all_passed = suites_passed;
  for (const auto* exercise : exercises) {
    const lab::verdict verdict = verdict_on(*exercise, *heard);
    const bool passed = verdict.status == lab::status::passed;
    all_passed = all_passed && passed;
    nlohmann::json entry{{"id", exercise->id},
                         {"status", to_string(verdict.status)},
                         {"points", passed ? exercise->points : 0},
                         {"max_points", exercise->points},
                         {"tests", exercise->tests},
                         {"tests_passed", heard->right[exercise->function]},
                         {"first_test_passed", heard->first_right.count(exercise->function) > 0},
                         {"message", cut_to_size(verdict.message)}};
    if (!verdict.mistake.empty()) entry["mistake"] = verdict.mistake;
    if (!verdict.printed.empty()) entry["printed"] = beginning_of(verdict.printed);
    report["exercises"].push_back(std::move(entry));
  }
  if (given.report >= 0) write_all(given.report, dumped(report));
  if (!given.json.empty()) {
    std::ofstream file(given.json);
    file << dumped(report);
    if (!file.flush()) throw std::runtime_error(given.json + ": cannot be written");
  }
  return all_passed ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    // A filter, shard or shuffle in the environment must not decide what is tested.
    for (const char* name : {"GTEST_FILTER", "GTEST_TOTAL_SHARDS", "GTEST_SHARD_INDEX", "GTEST_FAIL_FAST",
                             "GTEST_ALSO_RUN_DISABLED_TESTS", "GTEST_REPEAT", "GTEST_OUTPUT", "GTEST_SHUFFLE"})
      unsetenv(name);
    int no_arguments = 1;
    testing::InitGoogleTest(&no_arguments, argv);
    return judge(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "lab-judge: " << error.what() << "\n" << lab::main_usage;
    return 2;
  }
}
