#include "grade/grader.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <mutex>
#include <nlohmann/json.hpp>
#include <random>
#include <span>

#include "child/run.hpp"
#include "child/sandbox.hpp"
#include "grade/course_key.hpp"
#include "grade/normalise.hpp"
#include "grade/sha256.hpp"
#include "messages/text.hpp"
#include "sfumato/core/error.hpp"

namespace lab {
namespace {

namespace fs = std::filesystem;

constexpr unsigned first_group = 0x60000000, groups = 0x10000000;

/// A name that students' code cannot guess, where it cannot look.
std::string secret_name() {
  std::random_device entropy;
  return text(entropy(), "-", entropy(), "-", entropy(), "-", entropy());
}

/// Of a program; built anew elsewhere it may be another, with the same verdicts.
std::string fingerprint_of(const std::string& program) {
  const std::string bytes = read_text(program);
  sfumato::lab::sha256 digest;
  digest.update(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
  return digest.hex().substr(0, 12);
}

std::string first_line(const std::string& words) { return words.substr(0, words.find('\n')); }

}  // namespace

grader::grader(const assignment& given) : given_(given), all_(read_manifest(given.tools.manifest)) {
  version_ = nlohmann::json::parse(read_text(given.tools.manifest)).at("version");
  for (const manifest_exercise& one : all_.exercises)
    if (one.complete) wanted_.insert(one.folder + "/" + one.file);
  compiler_ = first_line(child::run({.command = {given.tools.compiler, "--version"}, .seconds = 20}).output);
  course_ = hmac_sha256(given_.key, "which course this is").substr(0, 12);
  judge_ = fingerprint_of(given_.tools.judge);
  if (given_.work.empty()) {
    std::string pattern = (fs::temp_directory_path() / "sfumato-grade-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr)
      sfumato::fail(sfumato::error_kind::io, pattern, ": cannot be made; is the disk full?");
    given_.work = pattern;
    own_work_ = true;
  }
  chmod(given_.work.c_str(), 0711);
  // The repository may lie where other users cannot look: the little that compilers need of it is copied.
  fs::create_directories(given_.work + "/shared");
  fs::copy(given_.tools.headers, given_.work + "/headers",
           fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  given_.tools.headers = given_.work + "/headers";
}

grader::~grader() {
  std::error_code none;
  if (own_work_) fs::remove_all(given_.work, none);
}

graded grader::begin(const std::string& name, const intake& taken) {
  graded one;
  one.name = name;
  one.hash = hash_of(taken, wanted_);
  one.rung = child::to_string(given_.tools.confined.on);
  one.compiler = compiler_;
  one.version = version_;
  one.course = course_;
  one.judge = judge_;
  one.seconds_a_call = given_.seconds;
  one.number = count_++;
  one.remarks = taken.remarks;
  for (const auto& picture : taken.pictures) one.pictures.push_back(picture.first);
  one.answers = read_written_answers(taken.answers, read_text(given_.stubs + "/" + answers_file), all_.questions);
  given_.marks.enter(name, one.answers);
  return one;
}

void grader::finish(graded& one, const intake& taken, const std::atomic<bool>& stop) {
  const auto begun = std::chrono::steady_clock::now();
  const std::string folder = given_.work + "/" + secret_name();
  try {
    judge(one, taken, folder, stop);
  } catch (const std::exception& error) {
    one.trouble = error.what();
  }
  std::error_code none;
  fs::remove_all(folder, none);
  one.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

void grader::judge(graded& one, const intake& taken, const std::string& folder, const std::atomic<bool>& stop) {
  fs::create_directories(folder + "/out");
  std::set<std::string> same_as_stub;
  for (const auto& [name, words] : taken.files) {
    if (normalise(read_text(given_.stubs + "/" + name)).text == words) same_as_stub.insert(name);
    fs::create_directories(fs::path(folder + "/tree/" + name).parent_path());
    write_text(folder + "/tree/" + name, words);
  }
  std::vector<std::string> ids;
  for (const manifest_exercise* exercise : chosen_exercises(all_, {})) {
    const std::string file = exercise->folder + "/" + exercise->file;
    const bool there = taken.files.count(file) > 0;
    graded_exercise entry;
    static_cast<test_result&>(entry) = verdict_on(
        *exercise, status::not_implemented,
        there ? "This is still as it was handed out." : file + " is missing in the submission, or could not be taken.");
    entry.tests = exercise->tests;
    one.exercises.push_back(entry);
    if (there && same_as_stub.count(file) == 0) ids.push_back(exercise->id);
  }
  if (ids.empty()) return;

  const auto place = [&](const std::string& id) {
    return std::find_if(one.exercises.begin(), one.exercises.end(), [&](const auto& e) { return e.id == id; });
  };
  const auto enter = [&](const std::vector<test_result>& results, bool again) {
    for (const test_result& result : results) {
      graded_exercise entry;
      static_cast<test_result&>(entry) = result;
      entry.earned = points_for(result);
      entry.tried_again = again;
      *place(result.id) = entry;
    }
  };
  {
    const std::shared_lock<std::shared_mutex> beside_others(together_);
    enter(run(one, folder, ids, stop), false);
  }
  std::vector<std::string> slow;
  for (const graded_exercise& e : one.exercises)
    if (e.status == "timeout") slow.push_back(e.id);
  if (slow.empty() || stop) return;
  const std::unique_lock<std::shared_mutex> alone(together_);
  enter(run(one, folder, slow, stop), true);
}

std::vector<test_result> grader::run(const graded& one, const std::string& folder, const std::vector<std::string>& ids,
                                     const std::atomic<bool>& stop) const {
  toolchain tools = given_.tools;
  tools.going_on = [&stop] { return !stop; };
  if (child::needs_other_user(tools.confined.on)) {
    tools.confined.group = first_group + (static_cast<unsigned>(getpid()) * 256 + one.number % 256) % groups;
    // Its own processes may pass through, those of other submissions may not.
    if (chown(folder.c_str(), 0, tools.confined.group) != 0 || chmod(folder.c_str(), 0710) != 0)
      sfumato::fail(sfumato::error_kind::io, folder, ": cannot be given to another group");
  }
  return run_tests(tools, {.tree = folder + "/tree",
                           .out = folder + "/out",
                           .selection = ids,
                           .seed = seed_of(given_.key, one.version, one.hash),
                           .deadline = given_.seconds,
                           .each_test = true,
                           .shared = given_.work + "/shared"});
}

}  // namespace lab
