#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "../data/idx_files.hpp"
#include "gzip_members.hpp"
#include "sfumato/core/random.hpp"
#include "sfumato/data/idx.hpp"
#include "sfumato/io/gzip.hpp"
#include "temporary_folder.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;
using member = gzip_member;

/// What the file holds; none where it is refused, which must be told in one line.
std::optional<std::string> unpacked(const std::filesystem::path& path) {
  std::string all;
  try {
    content_reader reader(path);
    std::vector<std::uint8_t> bytes(1000);
    for (std::size_t got = bytes.size(); got == bytes.size();) {
      got = reader.read(bytes);
      all.append(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(got));
    }
  } catch (const error& e) {
    EXPECT_TRUE(says(e.what(), {path.string()})) << e.what();
    return std::nullopt;
  }
  return all;
}

struct gzip_conformity : testing::Test {
  temporary_folder folder;

  std::optional<std::string> unpack(const std::string& file) {
    put(folder / "a.gz", file);
    return unpacked(folder / "a.gz");
  }
};

TEST_F(gzip_conformity, EveryFieldOfAHeaderIsPassedOver) {
  for (int flags = 0; flags < 32; ++flags)
    EXPECT_EQ(unpack(member{.contents = "contents", .flags = flags}.bytes()), "contents") << flags;
  const member longest{.contents = "c",
                       .flags = 31,
                       .extra_field = std::string(65535, '\x1f'),
                       .file_name = std::string(100000, 'n'),
                       .remark = ""};
  EXPECT_EQ(unpack(longest.bytes()), "c");
}

TEST_F(gzip_conformity, MembersMayBeManyStoredOrEmpty) {
  const std::string one = member{.contents = "one"}.bytes(), empty = member{}.bytes(),
                    stored = member{.contents = std::string(100000, 's'), .level = 0}.bytes();
  EXPECT_EQ(unpack(empty), "");
  EXPECT_EQ(unpack(stored), std::string(100000, 's'));
  EXPECT_EQ(unpack(empty + one + empty + empty + one + empty), "oneone");
  std::string many;
  for (int i = 0; i < 5000; ++i) many += empty;
  EXPECT_EQ(unpack(many + one), "one");
}

TEST_F(gzip_conformity, ZerosMayFollowAndNothingElse) {
  const std::string one = member{.contents = "one"}.bytes();
  for (const std::size_t zeros : {1u, 2u, 511u, 70000u, 200000u})
    EXPECT_EQ(unpack(one + std::string(zeros, '\0')), "one") << zeros;
  // Here gzip -t warns, and ends with 2.
  for (const std::string& rubbish : {std::string("x"), std::string("rubbish"), std::string("\x1f"), one.substr(0, 2),
                                     '\0' + one, std::string(70000, '\0') + "x"})
    EXPECT_EQ(unpack(one + rubbish), std::nullopt) << rubbish.size();
  put(folder / "b", one + "x");
  EXPECT_TRUE(says(message_of([&] { read_idx_labels<content_reader>(folder / "b"); }), {(folder / "b").string()}));
}

TEST_F(gzip_conformity, WhatIsWrongIsRefused) {
  const std::vector<member> wrong = {
      {.contents = "c", .wrong_checksum = 1},
      {.contents = "c", .wrong_length = 1},
      {.contents = "", .wrong_checksum = 1u << 31},
      {.contents = "", .wrong_length = 1u << 31},
      {.contents = "c", .flags = 2, .wrong_header = 1},
      {.contents = "c", .flags = 32},
      {.contents = "c", .flags = 64},
      {.contents = "c", .flags = 128},
      {.contents = "c", .method = 7},
      {.contents = "c", .method = 0},
  };
  for (std::size_t i = 0; i < wrong.size(); ++i) {
    EXPECT_EQ(unpack(wrong[i].bytes()), std::nullopt) << i;
    EXPECT_EQ(unpack(member{.contents = "first"}.bytes() + wrong[i].bytes()), std::nullopt) << i;
  }
}

TEST_F(gzip_conformity, EveryCutIsNoticedButThatBetweenMembers) {
  const std::string one = member{.contents = "one", .flags = 31}.bytes(),
                    other = member{.contents = "other", .level = 0}.bytes(), whole = one + other;
  for (std::size_t length = 2; length < whole.size(); ++length)
    EXPECT_EQ(unpack(whole.substr(0, length)).has_value(), length == one.size()) << length;
  EXPECT_EQ(unpack(whole), "oneother");
}

TEST_F(gzip_conformity, ABombIsReadNoFurtherThanItsHeaderPromises) {
  const std::string zeros(64 << 20, '\0');
  put(folder / "bomb", member{.contents = idx_header(1, {12}) + zeros}.bytes());
  const std::string message = message_of([&] { read_idx_labels<content_reader>(folder / "bomb"); });
  EXPECT_TRUE(says(message, {"too long: expected 12 bytes of labels"})) << message;
}

/// One to three members, most of them sound, and what may happen to a file.
std::string some_file(random_sequence& random) {
  const auto any = [&](std::uint32_t below) { return random.below(below); };
  std::string file;
  for (std::uint32_t members = 1 + any(3); members > 0; --members) {
    member m;
    for (std::uint32_t size = any(3) == 0 ? 0 : any(300); size > 0; --size) m.contents += static_cast<char>(any(4));
    m.flags = static_cast<int>(any(32)) & ~member::header_checksum;  // which gzip knows since 1.10
    m.level = static_cast<int>(any(10));
    switch (any(20)) {
      case 0: m.wrong_checksum = 1u << any(32); break;
      case 1: m.wrong_length = 1u << any(32); break;
      case 2: m.flags |= 32 << any(3); break;
      case 3: m.method = static_cast<int>(any(9)); break;
      default: break;
    }
    file += m.bytes();
  }
  const auto where = [&] { return any(static_cast<std::uint32_t>(file.size())); };
  switch (any(8)) {
    case 0: file += std::string(any(1000), '\0'); break;
    case 1: file += static_cast<char>(1 + any(255)); break;
    case 2: file.resize(2 + any(static_cast<std::uint32_t>(file.size() - 2))); break;
    case 3: file[2 + any(static_cast<std::uint32_t>(file.size() - 2))] = static_cast<char>(any(256)); break;
    case 4: file.insert(2 + where() / 2, 1, static_cast<char>(any(256))); break;
    default: break;
  }
  return file;
}

TEST_F(gzip_conformity, WhatGzipPassesIsReadAndWhatItRefusesIsRefused) {
  if (std::system("gzip --version 2>/dev/null | grep -q 'Free Software'") != 0) GTEST_SKIP() << "no GNU gzip";
  constexpr int files = 400;
  random_sequence random(random_source{.seed = 5});
  for (int i = 0; i < files; ++i) put(folder / std::to_string(i), some_file(random));
  const std::string here = "cd '" + folder.path().string() + "' && ";
  const std::string command = here + "for f in *; do gzip -dc <$f >$f.out 2>/dev/null || rm $f.out; done";
  ASSERT_EQ(std::system(command.c_str()), 0);

  int passed = 0;
  for (int i = 0; i < files; ++i) {
    const auto file = folder / std::to_string(i), out = folder / (std::to_string(i) + ".out");
    std::optional<std::string> expected;
    if (std::filesystem::exists(out)) expected = contents_of(out);
    passed += expected.has_value() ? 1 : 0;
    EXPECT_EQ(unpacked(file), expected) << i;
  }
  EXPECT_GT(passed, files / 4);
  EXPECT_LT(passed, files * 3 / 4);
}

}  // namespace
