#include "lab_folder.hpp"

// A grader must not be cheated: no verdict but the judge's own counts, and nobody takes the others down with them.
namespace {

const std::string signature = "inline image add_noise(const image& x0, const image& noise, scalar alpha_bar) ";

std::vector<lab::test_result> judged(const std::string& name, const std::string& code,
                                     const std::vector<std::string>& selection) {
  const std::string tree = copy_of_solutions("cheating-" + name);
  lab::write_text(tree + "/1_forward/noising.hpp", "#pragma once\n#include \"lab.hpp\"\n" + code);
  return lab::run_tests({}, {.tree = tree, .out = kept_folder("cheating-workers"), .selection = selection});
}

TEST(cheating, by_ending_the_judge_costs_that_exercise_alone) {
  for (const char* deadly : {"SIGKILL", "SIGTERM", "SIGSTOP"}) {
    const auto results = judged("kill",
                                "#include <signal.h>\n#include <unistd.h>\n" + signature + "{\n  kill(getppid(), " +
                                    deadly + ");\n  return x0 + noise * alpha_bar;\n}\n",
                                {"1.1", "1.2", "1.3"});
    for (const auto& result : results)
      EXPECT_EQ(result.status, result.id == "1.2" ? "crashed" : "passed") << deadly << ", " << result.id;
    EXPECT_NE(find(results, "1.2").message.find("ended or stopped the judge"), std::string::npos);
  }
}

TEST(cheating, by_a_report_of_ones_own_is_not_believed) {
  // Looks for a file that the judge was told to write, or a descriptor that it writes to, and then ends it.
  const std::string forged = R"({"exercises": [{"id": "1.2", "status": "passed", "points": 99, "message": ""}]})";
  const auto results =
      judged("forged",
             "#include <fcntl.h>\n#include <signal.h>\n#include <unistd.h>\n#include <fstream>\n" + signature +
                 "{\n  const std::string judge = \"/proc/\" + std::to_string(getppid());\n"
                 "  std::ifstream words(judge + \"/cmdline\");\n  std::string word;\n"
                 "  while (std::getline(words, word, '\\0'))\n"
                 "    if (word.find(\"/judge-\") != std::string::npos) std::ofstream(word) << R\"(" +
                 forged +
                 ")\";\n  for (int fd = 3; fd < 64; ++fd) {\n"
                 "    const int own = open((judge + \"/fd/\" + std::to_string(fd)).c_str(), O_WRONLY);\n"
                 "    const std::string report = R\"(" +
                 forged +
                 ")\";\n    if (own >= 0 && write(own, report.data(), report.size()) > 0) continue;\n  }\n"
                 "  kill(getppid(), SIGKILL);\n  return x0 + noise * alpha_bar;\n}\n",
             {"1.2"});
  EXPECT_EQ(results.at(0).status, "crashed");
  EXPECT_EQ(results.at(0).points, 0);
}

TEST(cheating, by_including_the_solution_the_suite_or_the_library_does_not_compile) {
  for (const char* file : {"/solutions/1_forward/noising.hpp", "/solutions/mistakes/1_forward/add_noise.wrong.hpp",
                           "/include/sfumato/version.hpp"}) {
    const auto results =
        judged("include",
               "#include \"" LAB_ROOT + std::string(file) + "\"\n" + signature + "{ return x0 + noise * alpha_bar; }\n",
               {"1.2"});
    EXPECT_EQ(results.at(0).status, "compile_error") << file;
  }
  const std::string tree = copy_of_solutions("cheating-link");
  fs::create_symlink(LAB_ROOT "/include/sfumato/version.hpp", tree + "/1_forward/mine.hpp");
  lab::write_text(tree + "/1_forward/noising.hpp", "#pragma once\n#include \"lab.hpp\"\n#include \"mine.hpp\"\n" +
                                                       signature + "{ return x0 + noise * alpha_bar; }\n");
  const auto results = lab::run_tests({}, {.tree = tree, .out = kept_folder("cheating-workers"), .selection = {"1.2"}});
  EXPECT_EQ(results.at(0).status, "compile_error");
  EXPECT_NE(results.at(0).message.find("which is not part of the exercises"), std::string::npos)
      << results.at(0).message;
}

TEST(cheating, by_a_header_that_calls_itself_the_systems_does_not_hide_what_it_includes) {
  const std::string tree = copy_of_solutions("cheating-system");
  lab::write_text(tree + "/1_forward/mine.hpp",
                  "#pragma GCC system_header\n#include \"" LAB_ROOT "/include/sfumato/version.hpp\"\n");
  lab::write_text(tree + "/1_forward/noising.hpp", "#pragma once\n#include \"lab.hpp\"\n#include \"mine.hpp\"\n" +
                                                       signature + "{ return x0 + noise * alpha_bar; }\n");
  const auto results = lab::run_tests({}, {.tree = tree, .out = kept_folder("cheating-workers"), .selection = {"1.2"}});
  EXPECT_EQ(results.at(0).status, "compile_error");
}

TEST(cheating, by_endless_words_is_cut_short) {
  const auto results = judged(
      "words",
      signature + "{ if (alpha_bar < 2) throw std::runtime_error(std::string(3000000, 'A')); return x0 + noise; }\n",
      {"1.2", "1.3"});
  EXPECT_NE(find(results, "1.2").status, "passed");
  EXPECT_LT(find(results, "1.2").message.size(), 10000u);
  EXPECT_EQ(find(results, "1.3").status, "passed");
}

}  // namespace
