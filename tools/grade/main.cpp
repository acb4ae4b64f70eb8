#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <thread>

#include "child/sandbox.hpp"
#include "grade/answer_pages.hpp"
#include "grade/class_run.hpp"
#include "grade/course_key.hpp"
#include "grade/gradebook.hpp"
#include "grade/merge.hpp"
#include "grade/plain_text.hpp"
#include "grade/results.hpp"
#include "sfumato/core/error.hpp"

// `./lab grade`: a verdict on each submission, and the tables of a class.
namespace {

std::atomic<bool> stop{false};

void ask_to_stop(int) { stop = true; }

std::string usual_key() {
  const char* home = std::getenv("HOME");
  return std::string(home == nullptr ? "" : home) + "/.config/sfumato/course.key";
}

/// A bar on a terminal, above which only what needs a look is left; lines elsewhere.
class screen {
 public:
  void begin(std::size_t all) const {
    if (live_ && all > 1) draw(lab::bar_of(0, all, {}, width()));
  }
  void show(const lab::step& now) const {
    const std::string line = lab::line_of(now);
    if (!live_ || now.all == 1) {
      std::printf("%s\n", line.c_str());
    } else {
      if (lab::is_worth_keeping(now)) std::printf("\r\033[K%s\n", line.c_str());
      draw(lab::bar_of(now.done, now.all, now.seconds_left, width()));
    }
    std::fflush(stdout);
  }
  void end() const {
    if (live_) std::printf("\r\033[K");
  }

 private:
  static void draw(const std::string& bar) {
    std::printf("\r\033[K%s", bar.c_str());
    std::fflush(stdout);
  }
  static std::size_t width() {
    winsize size{};
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col - 1u : 79u;
  }

  bool live_ = isatty(STDOUT_FILENO) != 0;
};

struct options {
  std::vector<std::string> submissions, merged;
  std::string out = "grades", sandbox = "auto", key = usual_key(), from, part, groups;
  std::size_t jobs = std::max(1u, std::thread::hardware_concurrency());
  int seconds = 10;
  bool anonymous = false;
  lab::gradebook book;
};

/// "2/8": the second of eight parts.
std::pair<std::size_t, std::size_t> part_named(const std::string& words) {
  std::size_t i = 0, n = 0;
  char more = 0;
  const bool two = std::sscanf(words.c_str(), "%6zu/%6zu%c", &i, &n, &more) == 2;
  sfumato::require(two && i >= 1 && i <= n, sfumato::error_kind::config, "--part: expected I/N, such as 2/8, got ",
                   lab::shown_name(words));
  return {i, n};
}

/// What was entered into the table of marks since it was written, before anything is graded.
lab::given_marks marks_in(const std::string& out) {
  const std::string file = out + "/" + lab::marks_file;
  if (!std::filesystem::exists(file)) return {};
  return lab::read_marks(file, lab::read_text(file), lab::read_manifest(lab::toolchain().manifest).questions);
}

/// What is handed back to a learning platform.
void write_gradebook(lab::gradebook book, const options& given, const std::vector<lab::graded>& all) {
  if (book.file.empty()) return;
  if (!given.groups.empty()) book.groups = lab::read_groups(given.groups, lab::read_text(given.groups));
  const lab::filled_gradebook filled = lab::fill(book, all);
  lab::put_result(given.out + "/gradebook.csv", filled.text);
  for (const std::string& note : filled.notes) std::printf("gradebook: %s\n", note.c_str());
  std::printf("%s/gradebook.csv is the gradebook with the marks.\n", given.out.c_str());
}

int grade(const options& given) {
  lab::gradebook book = given.book;
  if (!book.file.empty()) book.text = lab::read_text(book.file);  // before the night, not after it
  std::filesystem::create_directories(given.out);
  chmod(given.out.c_str(), 0700);
  if (!given.merged.empty()) {
    const auto all = lab::merge_results(given.merged, given.out, {marks_in(given.out), given.anonymous});
    write_gradebook(book, given, all);
    std::printf("%zu submissions; %s/index.html shows the class.\n", all.size(), given.out.c_str());
    return 0;
  }
  lab::assignment with;
  with.marks = marks_in(given.out);
  with.seconds = given.seconds;
  with.key = lab::read_course_key(given.key);
  with.stubs = lab::built_here::root() + "/exercises";
  with.tools.confined.on = lab::child::demanded_rung(given.sandbox);
  with.tools.threads = given.jobs > 1 ? 1 : 0;
  lab::grader grader(with);
  std::vector<lab::work_item> work;
  if (given.from.empty()) {
    work = lab::work_for(given.submissions, given.out, grader.wanted());
  } else {
    sfumato::require(given.submissions.size() == 1, sfumato::error_kind::config, "--from: expected one folder, got ",
                     given.submissions.size());
    const lab::download found = lab::read_download(given.from, given.submissions.front());
    for (const std::string& line : found.left_out) std::printf("left out: %s\n", line.c_str());
    work = lab::work_for(found, given.out);
  }
  if (!given.part.empty()) {
    const auto [i, n] = part_named(given.part);
    work = lab::part_of_work(work, i, n);
  }
  std::signal(SIGINT, ask_to_stop);
  std::signal(SIGTERM, ask_to_stop);
  std::printf("%zu submissions, sandbox: %s\n", work.size(),
              std::string(lab::child::to_string(with.tools.confined.on)).c_str());
  const screen on;
  on.begin(work.size());
  const auto all = lab::grade_all(grader, work, given.jobs, stop, [&](const lab::step& now) { on.show(now); });
  on.end();
  if (stop) {
    std::printf("Interrupted. The same command goes on where it stopped.\n");
    return 130;
  }
  if (work.size() != 1 || work.front().folder != given.out) {
    lab::write_class(all, given.out, given.anonymous);
    std::printf("%s/index.html shows the class.\n", given.out.c_str());
  }
  write_gradebook(book, given, all);
  const bool troubled = std::any_of(all.begin(), all.end(), [](const auto& one) { return !one.trouble.empty(); });
  return troubled ? 1 : 0;
}

int run(int argc, char** argv) {
  options given;
  CLI::App app("Grades submissions: zips, folders, checkouts, a folder of them, or a platform's download.",
               "lab grade");
  auto* submissions =
      app.add_option("SUBMISSION", given.submissions, "A zip, a folder, or a folder with a class's submissions");
  app.add_option("--out", given.out, "Where the results go")->capture_default_str();
  app.add_option("--jobs", given.jobs, "Submissions at once")->capture_default_str()->check(CLI::Range(1, 512));
  app.add_option("--timeout", given.seconds, "Seconds for one call of a student's function")
      ->capture_default_str()
      ->check(CLI::Range(1, 600));
  app.add_option("--sandbox", given.sandbox, "auto, bubblewrap, user or limits")->capture_default_str();
  app.add_option("--key", given.key, "The course key's file")->capture_default_str();
  app.add_option("--from", given.from, "What packed the folder: canvas, moodle or gradescope");
  app.add_flag("--anonymous", given.anonymous, "Pages of written answers, and the table of their marks, without names");
  app.add_option("--part", given.part, "Only every Nth submission, from the Ith: I/N, to spread a class over machines");
  app.add_option("--merge", given.merged, "Bring together what such parts wrote")->excludes(submissions);
  auto* file = app.add_option("--gradebook", given.book.file, "A platform's gradebook (CSV), to fill in");
  auto* column = app.add_option("--column", given.book.column, "Its column for the marks, such as Grade")->needs(file);
  file->needs(column);
  app.add_option("--scale", given.book.scale, "What all points are worth there [as many]")
      ->needs(file)
      ->check(CLI::PositiveNumber);
  app.add_option("--groups", given.groups, "A table (CSV) with the columns group and member: one hands in for all")
      ->needs(file);
  CLI11_PARSE(app, argc, argv);
  if (given.submissions.empty() && given.merged.empty())
    sfumato::fail(sfumato::error_kind::config, "expected a submission, or a folder of them; see lab grade --help");
  umask(022);  // students' programs run as other users, who have to read what is compiled for them
  return grade(given);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lab grade: %s\n", error.what());
    return 2;
  }
}
