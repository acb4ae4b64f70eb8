#include "sfumato/io/mapped_file.hpp"

#include <gtest/gtest.h>

#include <utility>

#include "temporary_folder.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

std::string text_of(const mapped_file& file) {
  return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()};
}

TEST(MappedFile, ShowsTheContents) {
  temporary_folder folder;
  put(folder / "a", "sfumato");
  const mapped_file file(folder / "a");
  EXPECT_EQ(text_of(file), "sfumato");
  EXPECT_EQ(file.path(), folder / "a");
}

TEST(MappedFile, AnEmptyFileIsAnEmptyRange) {
  temporary_folder folder;
  put(folder / "empty", "");
  EXPECT_EQ(mapped_file(folder / "empty").size(), 0u);
}

TEST(MappedFile, MovesWithoutCopying) {
  temporary_folder folder;
  put(folder / "a", "one");
  put(folder / "b", "other");
  mapped_file a(folder / "a");
  const std::byte* const memory = a.bytes().data();
  mapped_file moved(std::move(a));
  EXPECT_EQ(moved.bytes().data(), memory);
  moved = mapped_file(folder / "b");
  EXPECT_EQ(text_of(moved), "other");
}

TEST(MappedFile, KeepsTheOldContentsOfAFileThatIsReplaced) {
  temporary_folder folder;
  put(folder / "a", "old");
  const mapped_file file(folder / "a");
  put(folder / "b", "new contents");
  std::filesystem::rename(folder / "b", folder / "a");
  EXPECT_EQ(text_of(file), "old");
}

TEST(MappedFile, NamesAMissingFile) {
  temporary_folder folder;
  const std::string message = message_of([&] { mapped_file file(folder / "none"); });
  EXPECT_TRUE(says(message, {(folder / "none").string(), "No such file"})) << message;
}

TEST(MappedFile, RefusesAFolderAndADevice) {
  temporary_folder folder;
  EXPECT_TRUE(says(message_of([&] { mapped_file file(folder.path()); }), {folder.path().string(), "folder"}));
  EXPECT_TRUE(says(message_of([&] { mapped_file file("/dev/null"); }), {"/dev/null", "device"}));
}

}  // namespace
