#include "child/sandbox.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "child/process.hpp"
#include "child/run.hpp"
#include "sfumato/core/error.hpp"

namespace {

namespace fs = std::filesystem;
using lab::child::request;
using lab::child::run;
using lab::child::rung;

/// Whether any process has this text in its command line.
bool runs_somewhere(const std::string& mark) {
  std::error_code none;
  for (const auto& entry : fs::directory_iterator("/proc", none)) {
    std::ifstream stream(entry.path() / "cmdline");
    const std::string words{std::istreambuf_iterator<char>(stream), {}};
    if (words.find(mark) != std::string::npos && entry.path().filename() != std::to_string(getpid())) return true;
  }
  return false;
}

/// Everything that must hold on each rung; one that the machine does not offer is skipped.
class Sandbox : public testing::TestWithParam<rung> {
 protected:
  void SetUp() override {
    if (const std::string why = lab::child::why_not(GetParam()); !why.empty()) GTEST_SKIP() << why;
    std::string pattern = (fs::temp_directory_path() / "sfumato-sandbox-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder = pattern;
    ::chmod(folder.c_str(), 0711);
  }
  void TearDown() override {
    if (!folder.empty()) fs::remove_all(folder);
  }

  request shell(const std::string& line) const {
    return {.command = {"sh", "-c", line}, .confined = {.on = GetParam()}, .seconds = 60};
  }
  std::string own_folder() const {
    fs::create_directory(folder + "/own");
    return folder + "/own";
  }

  std::string folder;
};

TEST_P(Sandbox, GivesBackWhatAProgramPrintsAndHowItEnds) {
  const auto done = run(shell("echo words; echo complaint >&2; exit 3"));
  EXPECT_EQ(done.output, "words\n") << done.errors;
  EXPECT_EQ(done.errors, "complaint\n");
  EXPECT_EQ(done.code, 3);
  EXPECT_TRUE(run(shell("true")).succeeded());
  EXPECT_EQ(run({.command = {"/no/such/program"}, .confined = {.on = GetParam()}}).succeeded(), false);
}

TEST_P(Sandbox, TellsASignalFromAnExitStatus) { EXPECT_EQ(run(shell("kill -FPE $$")).signal, SIGFPE); }

TEST_P(Sandbox, HidesTheEnvironment) {
  ::setenv("SFUMATO_COURSE_SECRET", "42", 1);
  const auto done = run(shell("env"));
  ::unsetenv("SFUMATO_COURSE_SECRET");
  EXPECT_EQ(done.output.find("SECRET"), std::string::npos) << done.output;
  EXPECT_NE(done.output.find("PATH="), std::string::npos) << done.output;
}

TEST_P(Sandbox, StopsWhoCountsWithoutEndByItsProcessorTime) {
  request asked = shell("while :; do :; done");
  asked.allowed.cpu_seconds = 1;
  const auto done = run(asked);
  EXPECT_FALSE(done.timed_out) << "the clock on the wall ended it";
  EXPECT_TRUE(done.signal == SIGXCPU || done.signal == SIGKILL) << done.signal;
  EXPECT_GT(done.cpu_seconds, 0.5);
}

TEST_P(Sandbox, StopsWhoSleepsByTheClock) {
  request asked = shell("sleep 1000.25");
  asked.seconds = 0.2;
  EXPECT_TRUE(run(asked).timed_out);
  EXPECT_FALSE(runs_somewhere("1000.25"));
}

TEST_P(Sandbox, CountsNoTimeForWhoSleeps) { EXPECT_LT(run(shell("sleep 0.3")).cpu_seconds, 0.25); }

TEST_P(Sandbox, LimitsMemory) {
  request asked = shell("dd if=/dev/null of=/dev/null bs=400M count=1");
  asked.allowed.memory = 200u << 20;
  EXPECT_FALSE(run(asked).succeeded());
  asked.allowed.memory = 0;
  EXPECT_TRUE(run(asked).succeeded());
}

TEST_P(Sandbox, LimitsTheSizeOfAFile) {
  request asked = shell("cd " + own_folder() + " && head -c 5000000 /dev/urandom > big");
  asked.confined.writable = own_folder();
  asked.allowed.file_size = 1u << 20;
  EXPECT_FALSE(run(asked).succeeded());
  EXPECT_LE(fs::file_size(own_folder() + "/big"), 1u << 20);
}

TEST_P(Sandbox, LimitsHowManyProcessesRunAtOnce) {
  if (GetParam() == rung::limits && geteuid() == 0) GTEST_SKIP() << "the system does not count root's processes";
  const std::string forty = "i=0; while [ $i -lt 40 ]; do sleep 0.5 & i=$((i+1)); done; wait; echo all";
  request asked = shell(forty);
  asked.allowed.processes = 10;
  EXPECT_EQ(run(asked).output, "");
  asked.allowed.processes = 60;
  EXPECT_EQ(run(asked).output, "all\n");
}

TEST_P(Sandbox, LimitsWhatIsPrinted) {
  request asked = shell("yes");
  asked.allowed.output = 1u << 20;
  asked.allowed.file_size = 64u << 20;
  const auto done = run(asked);
  EXPECT_FALSE(done.succeeded());
  EXPECT_TRUE(done.flooded || done.signal == SIGXFSZ || done.code != 0);
}

TEST_P(Sandbox, LeavesNobodyBehindWhoLeftItsGroup) {
  const auto done =
      run(shell("setsid sh -c 'sleep 1001.5; :' & (setsid setsid sleep 1001.5 &) ; sleep 0.1; echo over"));
  EXPECT_EQ(done.output, "over\n");
  EXPECT_FALSE(runs_somewhere("1001.5"));
}

TEST_P(Sandbox, EndsAllWithTheObjectThatStoredIt) {
  {
    lab::child::process program(shell("setsid sleep 1002.5 & sleep 1002.5"));
    while (!runs_somewhere("1002.5") && !program.has_ended()) std::this_thread::yield();
  }
  EXPECT_FALSE(runs_somewhere("1002.5"));
}

TEST_P(Sandbox, EndsWhoStandsStill) {
  request asked = shell("kill -STOP $$; echo never");
  asked.seconds = 1;
  const auto done = run(asked);
  EXPECT_FALSE(done.succeeded());
  EXPECT_EQ(done.output, "");
}

TEST_P(Sandbox, WritesOnlyIntoItsOwnFolder) {
  if (GetParam() == rung::limits) GTEST_SKIP() << "this rung runs as our own user";
  std::ofstream(folder + "/ours") << "kept";
  request asked = shell("echo changed > " + folder + "/ours; echo new > " + folder + "/other; echo mine > " +
                        own_folder() + "/mine");
  asked.confined.writable = own_folder();
  run(asked);
  EXPECT_EQ(fs::file_size(folder + "/ours"), 4u);
  EXPECT_FALSE(fs::exists(folder + "/other"));
  EXPECT_TRUE(fs::exists(own_folder() + "/mine"));
}

TEST_P(Sandbox, ReadsNothingThatOnlyWeMayRead) {
  if (GetParam() == rung::limits) GTEST_SKIP() << "this rung runs as our own user";
  std::ofstream(folder + "/key") << "secret";
  ::chmod((folder + "/key").c_str(), 0600);
  const auto done = run(shell("cat " + folder + "/key /proc/" + std::to_string(getpid()) + "/environ; ls -l /proc/" +
                              std::to_string(getpid()) + "/fd/"));
  EXPECT_EQ(done.output, "") << done.output;
}

TEST_P(Sandbox, CannotEndUs) {
  if (GetParam() == rung::limits) GTEST_SKIP() << "this rung runs as our own user";
  const pid_t bystander = getpid();
  EXPECT_NE(run(shell("kill -0 " + std::to_string(bystander) + " && echo reached")).output, "reached\n");
}

INSTANTIATE_TEST_SUITE_P(OnEach, Sandbox, testing::Values(rung::limits, rung::user, rung::bubblewrap),
                         [](const auto& with) { return std::string(lab::child::to_string(with.param)); });

TEST(SandboxOfBubblewrap, ShowsWhatIsNamedAndNothingElse) {
  if (const std::string why = lab::child::why_not(rung::bubblewrap); !why.empty()) GTEST_SKIP() << why;
  std::string pattern = (fs::temp_directory_path() / "sfumato-sandbox-XXXXXX").string();
  ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
  ::chmod(pattern.c_str(), 0755);
  for (const char* name : {"/shown", "/hidden"}) {
    std::ofstream(pattern + name) << "words";
    ::chmod((pattern + name).c_str(), 0644);
  }
  const auto seen =
      run({.command = {"sh", "-c", "cat " + pattern + "/shown " + pattern + "/hidden; ls /home /etc/passwd /proc"},
           .confined = {.on = rung::bubblewrap, .readable = {pattern + "/shown"}}});
  EXPECT_EQ(seen.output, "words") << seen.errors;
  fs::remove_all(pattern);
}

TEST(SandboxOfBubblewrap, HasASmallFolderForTemporaryFilesAndNoOtherRoom) {
  if (const std::string why = lab::child::why_not(rung::bubblewrap); !why.empty()) GTEST_SKIP() << why;
  const auto filled = [](const std::string& at) {
    return run({.command = {"sh", "-c", "head -c 5000000 /dev/urandom > " + at},
                .confined = {.on = rung::bubblewrap, .room = 1u << 20}})
        .succeeded();
  };
  EXPECT_FALSE(filled("/tmp/big"));
  EXPECT_FALSE(filled("/big"));
  EXPECT_FALSE(filled("/dev/big"));
  EXPECT_FALSE(filled("/usr/big"));
}

TEST(SandboxOfBubblewrap, HasNoNetwork) {
  if (const std::string why = lab::child::why_not(rung::bubblewrap); !why.empty()) GTEST_SKIP() << why;
  const auto done = run({.command = {"sh", "-c", "command -v ip >/dev/null || exit 77; ip -o link | wc -l"},
                         .confined = {.on = rung::bubblewrap}});
  if (done.code == 77) GTEST_SKIP() << "there is no program ip here";
  EXPECT_EQ(done.output, "1\n") << "the loopback alone";
}

TEST(DemandedRung, IsTheOneThatIsNamedOrNone) {
  try {
    lab::child::demanded_rung("castle");
    ADD_FAILURE() << "a rung that does not exist";
  } catch (const sfumato::error& error) {
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("bubblewrap, user or limits"), std::string::npos) << error.what();
  }
  for (const rung on : {rung::limits, rung::user, rung::bubblewrap}) {
    const std::string name(lab::child::to_string(on));
    if (lab::child::why_not(on).empty()) {
      EXPECT_EQ(lab::child::demanded_rung(name), on);
    } else {
      EXPECT_THROW(lab::child::demanded_rung(name), sfumato::error);
    }
  }
}

TEST(DemandedRung, ThatIsLeftToUsIsTheBest) {
  const rung best = lab::child::demanded_rung("auto");
  for (const rung on : {rung::user, rung::bubblewrap}) {
    if (static_cast<int>(on) > static_cast<int>(best)) {
      EXPECT_NE(lab::child::why_not(on), "");
    }
  }
}

}  // namespace
