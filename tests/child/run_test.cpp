#include "child/run.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "child/find_program.hpp"
#include "sfumato/core/error.hpp"

namespace {

namespace fs = std::filesystem;
using lab::child::request;
using lab::child::run;

request shell(const std::string& line) { return {.command = {"sh", "-c", line}}; }

std::string text_of(const std::string& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

class Run : public testing::Test {
 protected:
  Run() {
    std::string pattern = (fs::temp_directory_path() / "sfumato-child-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
    folder = pattern;
  }
  ~Run() override { fs::remove_all(folder); }

  std::string folder;
};

TEST_F(Run, GivesBackWhatAProgramPrintsAndHowItEnds) {
  const auto done = run(shell("echo words; echo complaint >&2; exit 3"));
  EXPECT_EQ(done.output, "words\n");
  EXPECT_EQ(done.errors, "complaint\n");
  EXPECT_EQ(done.code, 3);
  EXPECT_EQ(done.signal, 0);
  EXPECT_FALSE(done.succeeded());
  EXPECT_TRUE(run(shell("true")).succeeded());
}

TEST_F(Run, TellsASignalFromAnExitStatus) {
  const auto done = run(shell("kill -FPE $$"));
  EXPECT_EQ(done.signal, SIGFPE);
  EXPECT_FALSE(done.succeeded());
}

TEST_F(Run, OfAProgramThatIsNotThereIs127) {
  EXPECT_EQ(run({.command = {"no-such-program-anywhere"}}).code, 127);
  EXPECT_EQ(run({.command = {folder + "/none"}}).code, 127);
  request elsewhere = shell("true");
  elsewhere.folder = folder + "/none";
  EXPECT_EQ(run(elsewhere).code, 127);
}

TEST_F(Run, GivesTheProgramItsInputItsVariablesAndItsFolder) {
  request asked = shell("cat; echo $COLOUR; pwd -P");
  asked.input = "read\n";
  asked.environment = {"COLOUR=blue"};
  asked.folder = folder;
  EXPECT_EQ(run(asked).output, "read\nblue\n" + fs::canonical(folder).string() + "\n");
  EXPECT_EQ(run(shell("cat")).output, "") << "without an input there is nothing to read";
}

TEST_F(Run, ReplacesVariablesAndKeepsTheOthers) {
  ASSERT_EQ(setenv("SFUMATO_ONE", "old", 1), 0);
  ASSERT_EQ(setenv("SFUMATO_ONES", "kept", 1), 0);
  request asked = shell("echo $SFUMATO_ONE $SFUMATO_ONES");
  asked.environment = {"SFUMATO_ONE=new"};
  EXPECT_EQ(run(asked).output, "new kept\n");
}

TEST_F(Run, WritesEverythingIntoALog) {
  request asked = shell("echo words; echo complaint >&2");
  asked.log = folder + "/log";
  EXPECT_EQ(run(asked).output, "");
  EXPECT_EQ(text_of(asked.log), "words\ncomplaint\n");
  asked.log = folder + "/none/log";
  EXPECT_THROW(run(asked), sfumato::error);
}

TEST_F(Run, EndsAProgramWhoseTimeIsUp) {
  request asked = shell("trap '' TERM; while :; do :; done");
  asked.seconds = 0.1;
  const auto done = run(asked);
  EXPECT_TRUE(done.timed_out);
  EXPECT_EQ(done.signal, SIGKILL) << "it did not listen";
  EXPECT_FALSE(done.succeeded());
}

TEST_F(Run, LetsAProgramTidyUpBeforeItEnds) {
  request asked = shell("trap 'echo tidied; exit 0' TERM; echo ready >" + folder + "/ready; while :; do :; done");
  asked.while_running = [&] { return !fs::exists(folder + "/ready"); };
  const auto done = run(asked);
  EXPECT_EQ(done.output, "tidied\n");
  EXPECT_FALSE(done.timed_out);
}

TEST_F(Run, EndsWhoStandsStill) {
  const auto done = run(shell("kill -STOP $$; echo awake"));
  EXPECT_EQ(done.signal, SIGSTOP);
  EXPECT_EQ(done.output, "");
}

TEST_F(Run, EndsWhatAProgramLeftRunning) {
  const auto done = run(shell("sleep 600 & echo $!"));
  const pid_t left = std::stoi(done.output);
  for (int i = 0; i < 500 && kill(left, 0) == 0; ++i) {
    // Ended, it may wait a while for whoever collects orphans.
    const std::string state = text_of("/proc/" + std::to_string(left) + "/stat");
    if (state.find(") Z") != std::string::npos) return;
    usleep(10'000);
  }
  EXPECT_NE(kill(left, 0), 0);
}

TEST_F(Run, LimitsTheFilesThatAProgramWrites) {
  request asked = shell("head -c 100000 /dev/zero");
  asked.log = folder + "/log";
  asked.allowed.file_size = 4096;
  EXPECT_FALSE(run(asked).succeeded());
  EXPECT_EQ(fs::file_size(asked.log), 4096u);
}

#ifdef __linux__
TEST_F(Run, LimitsMemory) {
  request asked = shell("ulimit -v");
  asked.allowed.memory = std::size_t{1} << 30;
  EXPECT_EQ(run(asked).output, "1048576\n");
}
#endif

TEST_F(Run, GivesFilesUnderTheirNumbersEvenWhereTheseAreSwapped) {
  int first[2], second[2];
  ASSERT_EQ(pipe(first), 0);
  ASSERT_EQ(pipe(second), 0);
  request asked = shell("echo one >&" + std::to_string(second[1]) + "; echo two >&" + std::to_string(first[1]));
  asked.files = {{first[1], second[1]}, {second[1], first[1]}};
  EXPECT_TRUE(run(asked).succeeded());
  char said[5] = "";
  EXPECT_EQ(read(first[0], said, 4), 4);
  EXPECT_EQ(std::string(said), "one\n");
  EXPECT_EQ(read(second[0], said, 4), 4);
  EXPECT_EQ(std::string(said), "two\n");
  for (const int fd : {first[0], first[1], second[0], second[1]}) close(fd);
}

#ifdef SYS_close_range
TEST_F(Run, KeepsOurOtherFilesToOurselves) {
  if (syscall(SYS_close_range, ~0u, ~0u, 4u) != 0) GTEST_SKIP() << "needs Linux 5.11";
  const int secret = open("/dev/null", O_RDONLY);  // not marked to be closed
  ASSERT_GE(secret, 0);
  EXPECT_TRUE(run(shell("test ! -e /proc/self/fd/" + std::to_string(secret))).succeeded());
  close(secret);
}
#endif

TEST(FindProgram, LooksWherePathLeads) {
  EXPECT_EQ(lab::child::find_program("no-such-program-anywhere"), "");
  EXPECT_EQ(lab::child::find_program("/no/such/program"), "");
  const std::string sh = lab::child::find_program("sh");
  EXPECT_EQ(sh.substr(sh.size() - 3), "/sh");
  EXPECT_EQ(lab::child::find_program(sh), sh);
}

}  // namespace
