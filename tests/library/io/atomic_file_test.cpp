#include "sfumato/io/atomic_file.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "temporary_folder.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

/// Runs the check in a process of its own, whose limits and user it may change; true if it returns true.
template <class Check>
bool holds_in_child(Check&& check) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(check() ? 0 : 1);
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST(AtomicFile, ReplacesTheContentsOnCommit) {
  temporary_folder folder;
  put(folder / "a", "old");
  {
    atomic_file file(folder / "a");
    file.write("new ");
    file.write("contents");
    EXPECT_EQ(contents_of(folder / "a"), "old");
    file.commit();
  }
  EXPECT_EQ(contents_of(folder / "a"), "new contents");
  EXPECT_EQ(folder.files(), 1u);
}

TEST(AtomicFile, WithoutCommitNothingChanges) {
  temporary_folder folder;
  put(folder / "a", "old");
  { atomic_file(folder / "a").write("half of the"); }
  EXPECT_EQ(contents_of(folder / "a"), "old");
  EXPECT_EQ(folder.files(), 1u);
}

TEST(AtomicFile, RefusesToGoOnAfterCommit) {
  temporary_folder folder;
  atomic_file file(folder / "a");
  file.commit();
  EXPECT_TRUE(says(message_of([&] { file.write("more"); }), {"closed"}));
  EXPECT_TRUE(says(message_of([&] { file.commit(); }), {"closed"}));
}

TEST(AtomicFile, StaleTemporariesAreNotInTheWay) {
  temporary_folder folder;
  for (int attempt = 0; attempt < 3; ++attempt)
    put(folder / join("a.tmp-", ::getpid(), "-", attempt), "left by a killed process");
  write_file(folder / "a", "new");
  EXPECT_EQ(contents_of(folder / "a"), "new");
  EXPECT_EQ(folder.files(), 4u);
}

TEST(AtomicFile, TwoWritersOfOneFileDoNotMix) {
  temporary_folder folder;
  atomic_file first(folder / "a"), second(folder / "a");
  first.write("first");
  second.write("second");
  first.commit();
  EXPECT_EQ(contents_of(folder / "a"), "first");
  second.commit();
  EXPECT_EQ(contents_of(folder / "a"), "second");
}

TEST(AtomicFile, FollowsASymbolicLink) {
  temporary_folder folder;
  put(folder / "target", "old");
  std::filesystem::create_symlink("target", folder / "link");
  write_file(folder / "link", "new");
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "link"));
  EXPECT_EQ(contents_of(folder / "target"), "new");
}

TEST(AtomicFile, NamesAMissingFolder) {
  temporary_folder folder;
  const auto path = folder.path() / "none" / "a";
  const std::string message = message_of([&] { write_file(path, "x"); });
  EXPECT_TRUE(says(message, {path.string() + ": ", "No such file or directory"})) << message;
  EXPECT_EQ(message.find(".tmp-"), std::string::npos);
}

TEST(AtomicFile, RefusesAFolderAsTarget) {
  temporary_folder folder;
  EXPECT_TRUE(says(message_of([&] { write_file(folder.path(), "x"); }), {folder.path().string(), "folder"}));
}

TEST(AtomicFile, AFolderWithoutWritePermissionIsNamed) {
  temporary_folder folder;
  const auto path = folder / "a";
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0555));
  EXPECT_TRUE(holds_in_child([&] {
    if (::geteuid() == 0 && ::setuid(65534) != 0) return false;  // root may write anywhere
    return says(message_of([&] { write_file(path, "x"); }), {path.string(), "Permission denied"});
  }));
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
}

TEST(AtomicFile, AWriteThatFindsNoRoomLeavesTheOldFileAndNothingElse) {
  temporary_folder folder;
  put(folder / "a", "old");
  EXPECT_TRUE(holds_in_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{4096, 4096};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return false;
    const std::string large(100000, 'x');
    return says(message_of([&] { write_file(folder / "a", large); }), {(folder / "a").string(), "File too large"});
  }));
  EXPECT_EQ(contents_of(folder / "a"), "old");
  EXPECT_EQ(folder.files(), 1u);
}

TEST(AtomicFile, AFullDiskIsNamed) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "this system has no /dev/full";
  const std::string message = message_of([&] { write_file("/dev/full", "x"); });
  EXPECT_TRUE(says(message, {"/dev/full", "No space left on device"})) << message;
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/full"));
}

TEST(AtomicFile, ADeviceIsWrittenNotReplaced) {
  write_file("/dev/null", "x");
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

}  // namespace
