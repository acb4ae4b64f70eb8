#include <nlohmann/json.hpp>

#include "grade/merge.hpp"
#include "grade/results.hpp"
#include "graded_work.hpp"
#include "judge/driver.hpp"

namespace {

using json = nlohmann::json;

TEST(GradePoints, ArePartialFromHalfOfTheTestsOn) {
  lab::test_result result;
  result.max_points = 3;
  result.tests = 4;
  result.status = "failed";
  const auto with = [&](int passed) {
    result.tests_passed = passed;
    return lab::points_for(result);
  };
  EXPECT_EQ(with(3), 0) << "edges alone";
  result.first_test_passed = true;
  EXPECT_EQ(with(0), 0);
  EXPECT_EQ(with(1), 0);
  EXPECT_EQ(with(2), 1.5);
  EXPECT_EQ(with(3), 2.25);
  EXPECT_EQ(with(4), 2.25) << "a verdict that is not 'passed' never earns all";
  result.status = "passed";
  EXPECT_EQ(with(4), 3);
  EXPECT_LT(with(3), 3) << "passed, says a report in which a test failed";
}

TEST(GradeRun, GivesHonestWorkItsPointsAndTheSameAgain) {
  const lab::graded one = graded_code(signature + right_body);
  EXPECT_EQ(verdict(one, "1.2").status, "passed") << verdict(one, "1.2").message;
  EXPECT_EQ(verdict(one, "1.2").earned, verdict(one, "1.2").max_points);
  EXPECT_EQ(verdict(one, "0.1a").earned, verdict(one, "0.1a").max_points);
  EXPECT_EQ(verdict(one, "2.1").status, "not_implemented");
  EXPECT_EQ(verdict(one, "2.1").earned, 0);
  EXPECT_GT(one.max_points(), one.earned());
  lab::graded again = graded_code(signature + right_body);
  again.seconds = one.seconds;
  EXPECT_EQ(lab::to_own_json(one), lab::to_own_json(again));
}

TEST(GradeRun, SaysWhatIsWrongWithWrongWork) {
  const lab::graded one = graded_code(signature + "{ return alpha_bar * x0 + (1 - alpha_bar) * noise; }\n");
  EXPECT_EQ(verdict(one, "1.2").status, "failed");
  EXPECT_LT(verdict(one, "1.2").earned, verdict(one, "1.2").max_points);
  EXPECT_EQ(verdict(one, "0.1a").status, "passed");
  const json report = json::parse(lab::to_gradescope(one));
  EXPECT_EQ(report.at("score").get<double>(), one.earned());
  double sum = 0;
  for (const json& test : report.at("tests")) {
    sum += test.at("score").get<double>();
    EXPECT_EQ(test.at("status") == "passed", test.at("score") == test.at("max_score")) << test;
  }
  EXPECT_EQ(sum, one.earned());
}

TEST(GradeRun, ShowsWhatWasPrintedOnceThoughItAsksTwice) {
  const std::string printed = verdict(graded_code("#include <cstdio>\n" + signature +
                                                  "{ std::puts(\"I was here\"); return x0 + noise * alpha_bar; }\n"),
                                      "1.2")
                                  .printed;
  EXPECT_EQ(printed.find("I was here"), printed.rfind("I was here")) << printed;
  EXPECT_NE(printed.find("I was here"), std::string::npos);
}

TEST(GradeRun, DoesNotCompileAStub) {
  const temporary_folder folder;
  fs::copy(LAB_ROOT "/exercises", folder.path + "/exercises", fs::copy_options::recursive);
  const lab::graded one = graded_from(folder.path);
  EXPECT_EQ(one.earned(), 0);
  for (const auto& e : one.exercises) EXPECT_EQ(e.message, "This is still as it was handed out.") << e.id;
}

TEST(GradeClass, GoesOnBesideBadSubmissionsAndAfterAnInterruption) {
  const temporary_folder folder;
  const std::string in = folder.path + "/in", out = folder.path + "/out";
  put(in + "/anna/exercises/1_forward/noising.hpp", "#include \"lab.hpp\"\n" + signature + right_body);
  put(in + "/=1+1/1_forward/noising.hpp", "#include \"lab.hpp\"\n" + signature + "{ return x0; }\n");
  put(in + "/broken.zip", "no zip");
  put(in + "/empty.zip", "");
  fs::create_symlink("/etc", in + "/link");
  const auto work = lab::work_for({in}, out, the_grader().wanted());
  ASSERT_EQ(work.size(), 5u);
  std::atomic<bool> stop{false};
  std::vector<std::string> lines;
  const auto say = [&](const lab::step& now) { lines.push_back(lab::line_of(now)); };
  const auto all = lab::grade_all(the_grader(), work, 2, stop, say);
  ASSERT_EQ(all.size(), 5u);
  for (const lab::graded& one : all) {
    EXPECT_EQ(one.trouble, "") << one.name;
    EXPECT_EQ(one.earned() > 0, one.name == "anna") << one.name;
    EXPECT_TRUE(fs::exists(out + "/" + one.name + "/results.json")) << one.name;
    EXPECT_NE(text_in(out + "/" + one.name + "/junit.xml").find("<testsuite"), std::string::npos) << one.name;
  }
  const std::string table = lab::to_csv(all);
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 6);
  EXPECT_NE(lab::to_overview(all).find("5 submissions"), std::string::npos);

  fs::remove(out + "/anna/grade.json");  // as if interrupted just before
  lines.clear();
  const auto again = lab::grade_all(the_grader(), work, 1, stop, say);
  EXPECT_EQ(std::count_if(lines.begin(), lines.end(),
                          [](const std::string& line) { return line.find("(as before)") != std::string::npos; }),
            4);
  EXPECT_EQ(lab::to_csv(again), table);

  // Taken apart, as for several machines, and brought together again.
  const std::string parts = folder.path + "/parts/";
  for (const std::size_t i : {1, 2}) {
    auto part = lab::part_of_work(work, i, 2);
    for (lab::work_item& one : part) one.folder = parts + std::to_string(i) + "/" + one.name;
    lab::grade_all(the_grader(), part, 1, stop, say);
  }
  lab::write_class(all, out);
  EXPECT_EQ(lab::merge_results({parts + "1", parts + "2"}, folder.path + "/merged").size(), 5u);
  for (const auto& entry : fs::recursive_directory_iterator(out)) {
    if (!entry.is_regular_file()) continue;
    const std::string name = fs::relative(entry.path(), out).string();
    std::string whole = text_in(entry.path().string()), merged = text_in(folder.path + "/merged/" + name);
    for (std::string* one : {&whole, &merged})
      if (const std::size_t at = one->find(" \"timing\": {"); at != std::string::npos)
        one->erase(at, one->find('}', at) - at);
    EXPECT_EQ(whole, merged) << name;
  }

  stop = true;
  EXPECT_TRUE(lab::grade_all(the_grader(), work, 1, stop, say).empty());
}

TEST(GradeClass, KeepsNothingWhereResultsCannotBeWritten) {
  const temporary_folder folder;
  put(folder.path + "/a/1_forward/snr.hpp", text_in(LAB_ROOT "/exercises/1_forward/snr.hpp"));
  put(folder.path + "/file", "in the way");
  const std::atomic<bool> stop{false};
  const auto all = lab::grade_all(the_grader(), {{{{folder.path + "/a", ""}}, "a", folder.path + "/file"}}, 1, stop,
                                  [](const lab::step&) {});
  ASSERT_EQ(all.size(), 1u);
  EXPECT_NE(all[0].trouble, "");
}

}  // namespace
