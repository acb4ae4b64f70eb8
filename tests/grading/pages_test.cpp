#include <gtest/gtest.h>

#include "grade/progress.hpp"
#include "grade/standing.hpp"

namespace {

const std::string script = "<script>alert(1)</script>\"'&";

lab::graded_exercise exercise(const std::string& id, const std::string& status, double earned) {
  lab::graded_exercise one;
  one.id = id;
  one.title = "Exercise " + id;
  one.status = status;
  one.earned = earned;
  one.max_points = 4;
  one.tests = 4;
  one.tests_passed = static_cast<int>(earned);
  one.message = status == "passed" ? "" : "the message of " + id;
  return one;
}

lab::graded submission(const std::string& name, double second) {
  lab::graded one;
  one.name = name;
  one.exercises = {exercise("1.1", "passed", 4), exercise("1.2", second == 4 ? "passed" : "failed", second),
                   exercise("2.1", "not_implemented", 0)};
  return one;
}

bool holds(const std::string& page, const std::string& words) { return page.find(words) != std::string::npos; }

TEST(SubmissionPage, SaysForEachExerciseWhatWasFound) {
  lab::graded one = submission("anna", 2);
  one.exercises[1].mistake = "weights_swapped";
  one.pictures = {"mine.png"};
  const std::string page = lab::to_page(one, "../index.html");
  EXPECT_TRUE(holds(page, "6 of 12 points"));
  EXPECT_TRUE(holds(page, "the message of 1.2"));
  EXPECT_TRUE(holds(page, "2 of 4 tests passed"));
  EXPECT_TRUE(holds(page, "weights swapped"));
  EXPECT_TRUE(holds(page.substr(page.find("Not begun")), "2.1 Exercise 2.1"));
  EXPECT_FALSE(holds(page, "href=\"#e-1.1\"")) << "what passed has nothing to say";
  EXPECT_TRUE(holds(page, "href=\"../index.html\""));
  EXPECT_TRUE(holds(page, "<img src=\"picture-1.png\" alt=\"mine.png\">"));
  EXPECT_FALSE(holds(lab::to_page(one, ""), "The class"));
}

TEST(SubmissionPage, EscapesWhateverAStudentWrote) {
  lab::graded one = submission("anna", 0);
  one.people = {{script, {}}};
  one.remarks = {script + "\x1b[31m"};
  one.pictures = {script};
  one.trouble = script;
  one.exercises[1].message = one.exercises[1].printed = one.exercises[1].mistake = script + "\xff\xe2\x80\xae";
  for (const std::string& page : {lab::to_page(one, ""), lab::to_overview({one})}) {
    EXPECT_FALSE(holds(page, "<script"));
    EXPECT_TRUE(holds(page, "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;"));
    for (const char* mark : {"\x1b", "\xff", "\xe2\x80\xae"}) EXPECT_FALSE(holds(page, mark));
    EXPECT_TRUE(holds(page, "default-src 'none'")) << "no script runs, wherever one comes from";
  }
}

TEST(ClassPage, TellsWhatFailsMostAndWhoNeedsALook) {
  std::vector<lab::graded> all = {submission("anna", 4), submission("ben", 0), submission("cleo", 2)};
  all[1].exercises[1].mistake = all[2].exercises[1].mistake = "no_roots";
  all[2].exercises[1].status = "crashed";
  const std::string page = lab::to_overview(all);
  EXPECT_TRUE(holds(page, "3 submissions"));
  EXPECT_TRUE(holds(page, "mean 6, median 6, from 4 to 8"));
  EXPECT_LT(page.find("1.2 Exercise 1.2"), page.find("1.1 Exercise 1.1")) << "what fails most comes first";
  EXPECT_TRUE(holds(page, "<td class=\"number\">2</td><td>no roots</td>"));
  EXPECT_TRUE(holds(page, "Begun by nobody: 2.1"));
  EXPECT_TRUE(holds(page, "<a href=\"ben/index.html\">ben</a>"));
  const std::string looks = page.substr(page.find("Who needs a look"), page.find("<h2>Submissions") - page.find("Who"));
  EXPECT_TRUE(holds(looks, "cleo"));
  EXPECT_FALSE(holds(looks, "anna"));
}

TEST(ClassPage, OfNobodyIsAPage) {
  EXPECT_TRUE(holds(lab::to_overview({}), "0 submissions"));
  lab::graded one;
  one.name = "unreadable";
  EXPECT_TRUE(holds(lab::to_overview({one}), "unreadable"));
}

TEST(Progress, IsALineWithTheTimeThatIsLeft) {
  const lab::graded one = submission("anna\n::error::", 4);
  EXPECT_EQ(lab::line_of({one, false, 3, 30, 240.0}), "[3/30] anna\\x0a::error::: 8 of 12 points, 4 min left");
  EXPECT_EQ(lab::line_of({one, true, 30, 30, 0.0}), "[30/30] anna\\x0a::error::: 8 of 12 points (as before)");
  EXPECT_EQ(lab::bar_of(5, 10, 20.0, 28), "[=====     ] 5/10, 20 s left");
  EXPECT_EQ(lab::bar_of(10, 10, 0.0, 79), "[" + std::string(40, '=') + "] 10/10");
  for (std::size_t width = 0; width < 90; ++width)
    EXPECT_LE(lab::bar_of(123, 1000, 7200.0 * 3, width).size(), width) << width;
}

}  // namespace
