#include "grade/course_key.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "grade/plain_text.hpp"
#include "sfumato/core/error.hpp"

namespace {

TEST(CourseKey, IsNobodyElsesToReadAndLongEnough) {
  const std::string file = testing::TempDir() + "sfumato-course.key";
  std::ofstream(file) << "0123456789abcdef0123456789abcdef\n";
  ::chmod(file.c_str(), 0644);
  EXPECT_THROW(lab::read_course_key(file), sfumato::error);
  ::chmod(file.c_str(), 0600);
  EXPECT_EQ(lab::read_course_key(file), "0123456789abcdef0123456789abcdef");
  std::ofstream(file) << "abc";
  EXPECT_THROW(lab::read_course_key(file), sfumato::error);
  std::filesystem::remove(file);
  EXPECT_THROW(lab::read_course_key(file), sfumato::error);
}

// RFC 4231, test cases 2 and 6.
TEST(CourseKey, GivesTheDigestsOfTheStandard) {
  EXPECT_EQ(lab::hmac_sha256("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(lab::hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  EXPECT_EQ(lab::seed_of("key of a course", 1, "ab"), lab::seed_of("key of a course", 1, "ab"));
  EXPECT_NE(lab::seed_of("key of a course", 1, "ab"), lab::seed_of("key of a course", 2, "ab"));
  EXPECT_NE(lab::seed_of("key of a course", 1, "ab"), lab::seed_of("key of b course", 1, "ab"));
}

TEST(PlainText, IsFitForItsPlace) {
  EXPECT_EQ(lab::clean_text("a\x1b[31mb\xff\xe2\x80\xae c\n"), "a[31mb? c\n");
  EXPECT_EQ(lab::escaped("<script>\"&'"), "&lt;script&gt;&quot;&amp;&#39;");
  EXPECT_EQ(lab::csv_field("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
  EXPECT_EQ(lab::csv_field("a,\"b\""), "\"a,\"\"b\"\"\"");
}

}  // namespace
