#include "lab/report/marks.hpp"

#include <gtest/gtest.h>

#include "lab/report/page.hpp"

namespace sfumato::lab::report {
namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// A record in which 1.2 has this status with this text.
course_record tested(const std::string& status, const std::string& text) {
  course_record record;
  record.exercises["1.2"].status = status;
  record.exercises["1.2"].file = text;
  return record;
}

const std::string before = drawn_with({{"1.2", "Adding <noise>", false, "", "a1b2"}, {"0.0", "Warm-up", true, "", ""}});

TEST(Marks, ShowWhatHasPassedByTheTimeThePageIsWritten) {
  EXPECT_TRUE(has(before, "class=\"wrong\"") && has(before, "1.2 Adding &lt;noise&gt; (yours, not passed)"));
  const std::string after = settled("<p>x</p>" + before + "<p>y</p>", tested("passed", "a1b2"));
  EXPECT_TRUE(has(after, "1.2 Adding &lt;noise&gt; (yours)")) << after;
  EXPECT_FALSE(has(after, "wrong")) << after;
  EXPECT_TRUE(has(after, "<p>x</p>") && has(after, "<p>y</p>") && has(after, "0.0 Warm-up (yours)")) << after;
  EXPECT_EQ(settled(after, tested("passed", "a1b2")), after);
}

TEST(Marks, StayWhereNothingChanged) {
  EXPECT_EQ(settled(before, course_record()), before);
  EXPECT_EQ(settled(before, tested("failed", "a1b2")), before);
}

TEST(Marks, SayThatAnotherTextHasPassed) {
  const std::string after = settled(before, tested("passed", "another"));
  EXPECT_TRUE(has(after, "(yours, passed since: draw again)") && has(after, "class=\"wrong\"")) << after;
  const std::string drawn = drawn_with({{"1.2", "Adding noise", true, "", "a1b2"}});
  EXPECT_EQ(settled(drawn, tested("failed", "another")), drawn) << "what took part had passed";
}

TEST(Marks, AreTakenBackWhereATestFailsNow) {
  const std::string drawn = drawn_with({{"1.2", "Adding noise", true, "", "a1b2"}});
  EXPECT_TRUE(has(settled(drawn, tested("failed", "a1b2")), "(yours, not passed)"));
}

TEST(Marks, TellWhatNobodyHasTestedYet) {
  const std::string drawn = drawn_with({{"1.2", "Adding noise", false, "", "a1b2", false}});
  EXPECT_TRUE(has(drawn, "1.2 Adding noise (yours, not tested yet)")) << drawn;
  EXPECT_EQ(settled(drawn, course_record()), drawn);
  EXPECT_EQ(settled(drawn, tested("failed", "another")), drawn) << "that is another text";
  EXPECT_TRUE(has(settled(drawn, tested("failed", "a1b2")), "(yours, not passed)"));
  EXPECT_TRUE(has(settled(drawn, tested("passed", "a1b2")), "(yours)"));
}

TEST(Marks, OfWhatIsLentStay) {
  const std::string lent = drawn_with({{"1.2", "Adding noise", false, "to be written", "a1b2"}});
  EXPECT_TRUE(has(lent, "lent until you write it"));
  EXPECT_EQ(settled(lent, tested("passed", "a1b2")), lent);
}

TEST(Page, FindsTheFirstSectionThatAnExerciseHelpedToDraw) {
  page sheet("Title", "lead");
  sheet.section("One", "<p>nothing</p>");
  sheet.section("Two", before);
  sheet.section("Three", before);
  EXPECT_TRUE(sheet.append_where(mark_of("1.2"), "<p>here</p>"));
  EXPECT_FALSE(sheet.append_where(mark_of("1.20"), "<p>there</p>"));
  const std::string html = sheet.html();
  const std::size_t at = html.find("<p>here</p></section>");
  ASSERT_NE(at, std::string::npos);
  EXPECT_LT(html.find("<h2>Two</h2>"), at);
  EXPECT_GT(html.find("<h2>Three</h2>"), at);
  EXPECT_FALSE(has(html, "<p>there</p>"));
}

}  // namespace
}  // namespace sfumato::lab::report
