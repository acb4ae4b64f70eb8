#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <vector>

#include "sfumato/core/random.hpp"
#include "sfumato/io/safetensors.hpp"
#include "temporary_folder.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

/// Saves one version after another until it is killed; in each version all values are equal.
[[noreturn]] void save_for_ever(const std::filesystem::path& path, float version) {
  for (;; version += 1) {
    safetensors_writer writer;
    writer.add("first", {100000}, std::vector<float>(100000, version));
    writer.add("second", {64}, std::vector<float>(64, version));
    writer.write(path);
  }
}

TEST(KillWhileSaving, TheFileIsAlwaysComplete) {
  temporary_folder folder;
  const auto path = folder / "model.safetensors";
  safetensors_writer writer;
  writer.add("first", {100000}, std::vector<float>(100000, 0.f));
  writer.add("second", {64}, std::vector<float>(64, 0.f));
  writer.write(path);

  random_sequence random(random_source{.seed = 1});
  float newest = 0;
  for (int round = 0; round < 40; ++round) {
    const pid_t child = ::fork();
    if (child == 0) save_for_ever(path, newest + 1);
    ::usleep(500 + random.below(15000));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "saving failed instead of being killed";

    const auto file = safetensors_file::open(path);
    const auto first = file.read<float>("first");
    const auto second = file.read<float>("second");
    ASSERT_EQ(first, std::vector<float>(100000, first[0]));
    ASSERT_EQ(second, std::vector<float>(64, first[0]));
    ASSERT_GE(first[0], newest);
    newest = first[0];
  }
  EXPECT_GT(newest, 0) << "no version was ever completed: the test killed too early";
}

}  // namespace
