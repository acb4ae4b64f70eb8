#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <thread>

#include "child/sandbox.hpp"
#include "grade/class_run.hpp"
#include "grade/course_key.hpp"
#include "grade/results.hpp"

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

int grade(int argc, char** argv) {
  std::vector<std::string> submissions;
  std::string out = "grades", sandbox = "auto", key = usual_key();
  std::size_t jobs = std::max(1u, std::thread::hardware_concurrency());
  lab::assignment given;
  CLI::App app("Grades submissions: zips, folders, checkouts, or a folder of them.", "lab grade");
  app.add_option("SUBMISSION", submissions, "A zip, a folder, or a folder with a class's submissions")->required();
  app.add_option("--out", out, "Where the results go")->capture_default_str();
  app.add_option("--jobs", jobs, "Submissions at once")->capture_default_str()->check(CLI::Range(1, 512));
  app.add_option("--timeout", given.seconds, "Seconds for one call of a student's function")
      ->capture_default_str()
      ->check(CLI::Range(1, 600));
  app.add_option("--sandbox", sandbox, "auto, bubblewrap, user or limits")->capture_default_str();
  app.add_option("--key", key, "The course key's file")->capture_default_str();
  CLI11_PARSE(app, argc, argv);

  umask(022);  // students' programs run as other users, who have to read what is compiled for them
  given.key = lab::read_course_key(key);
  given.stubs = lab::built_here::root() + "/exercises";
  given.tools.confined.on = lab::child::demanded_rung(sandbox);
  given.tools.threads = jobs > 1 ? 1 : 0;
  std::filesystem::create_directories(out);
  chmod(out.c_str(), 0700);
  lab::grader grader(given);
  const auto work = lab::work_for(submissions, out, grader.wanted());
  std::signal(SIGINT, ask_to_stop);
  std::signal(SIGTERM, ask_to_stop);
  std::printf("%zu submissions, sandbox: %s\n", work.size(),
              std::string(lab::child::to_string(given.tools.confined.on)).c_str());
  const screen on;
  on.begin(work.size());
  const auto all = lab::grade_all(grader, work, jobs, stop, [&](const lab::step& now) { on.show(now); });
  on.end();
  if (stop) {
    std::printf("Interrupted. The same command goes on where it stopped.\n");
    return 130;
  }
  if (work.size() != 1 || work.front().folder != out) {
    lab::write_class(all, out);
    std::printf("%s/index.html shows the class.\n", out.c_str());
  }
  for (const lab::graded& one : all)
    if (!one.trouble.empty()) return 1;
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return grade(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "lab grade: %s\n", error.what());
    return 2;
  }
}
