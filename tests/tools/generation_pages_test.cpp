#include <regex>

#include "tests/tools/course_program.hpp"

namespace {

namespace fs = std::filesystem;

using sfumato_test::read_text;

class GenerationPages : public sfumato_test::CourseProgram {
 protected:
  std::string page(const std::string& module) const {
    return read_text(work / "out" / ("module-" + module) / "index.html");
  }
  static constexpr const char* quick_page = " --data synthetic --images 256 --seed 3";

  /// A page shows what it holds: nothing is loaded from anywhere.
  static void expect_one_file(const std::string& html) {
    const std::string text = std::regex_replace(html, std::regex("xmlns(:[a-z]+)?=['\"][^'\"]*['\"]"), "");
    EXPECT_FALSE(has(text, "http:")) << text.substr(text.find("http:"), 80);
    EXPECT_FALSE(has(text, "https:"));
    EXPECT_FALSE(has(text, "<link"));
    for (std::size_t at = text.find("src="); at != std::string::npos; at = text.find("src=", at + 1))
      EXPECT_EQ(text.compare(at, 10, "src=\"data:"), 0) << text.substr(at, 40);
  }
};

TEST_F(GenerationPages, PageThreeAsksForThePredictionThenGeneratesWithAQuickNetwork) {
  lab_refuses(std::string("run 3") + quick_page, {"predict Q16 first", "./lab predict Q16"});
  EXPECT_FALSE(fs::exists(work / "out"));
  lab_succeeds("predict Q16 'at t = 60'");
  solve("3_reverse/clipping.hpp");
  const auto first = lab_succeeds(std::string("run 3") + quick_page);
  EXPECT_TRUE(has(first.output, "out/module-3/index.html")) << first.output;
  EXPECT_TRUE(has(first.errors, "No model of Module 2 here"));
  EXPECT_TRUE(fs::exists(work / "out" / "module-3" / "quick.safetensors"));

  const std::string html = page("3");
  expect_one_file(html);
  for (const char* part : {"A quick network", "at t = 60", "3.1 The reverse mean (lent until you write it)",
                           "3.5 Clipping (yours, not tested yet)", "seconds for 32 pictures", "over all 96 pictures",
                           "came without mnist-digits-leaky"})
    EXPECT_TRUE(has(html, part)) << part;
  EXPECT_NE(record().at("pages").at("3"), "");
  EXPECT_TRUE(has(read_text(home() / "pages" / "3.html"), "<figure>"));

  solve("3_reverse/sampling.hpp");
  EXPECT_FALSE(has(lab_succeeds(std::string("run 3") + quick_page).errors, "No model of Module 2 here"))
      << "it is kept";
  EXPECT_TRUE(has(page("3"), "3.2 The loop (yours, not tested yet)"));

  const auto shown = record().at("shown").at("Q19");
  ASSERT_EQ(shown.size(), 2u) << "of both runs";
  EXPECT_NE(shown[0], shown[1]);
  for (const auto& of_a_run : shown) {
    ASSERT_EQ(of_a_run.size(), 2u);
    EXPECT_LT(0, of_a_run[0].get<double>());
    EXPECT_LT(of_a_run[0].get<double>(), of_a_run[1].get<double>()) << "50 steps against 200";
  }
  answer("Q19", "number", nlohmann::json(shown[0][0]).dump() + " " + nlohmann::json(shown[0][1]).dump());
  answer("Q19", "answer", "Small.");
  EXPECT_TRUE(has(lab_succeeds("answers").output, "Q19  answered")) << "the numbers of the first run";
}

TEST_F(GenerationPages, PageThreeSurvivesALoopThatNeverEndsAndAMeanThatExplodes) {
  const auto edit = [this](const std::string& group, const std::string& from, const std::string& to) {
    std::string text = read_text(exercise(group));
    ASSERT_TRUE(has(text, from)) << group;
    sfumato_test::write_text(exercise(group), text.replace(text.find(from), from.size(), to));
  };
  lab_succeeds("predict Q16 never");
  edit("3_reverse/sampling.hpp", "todo(\"3.2\");", "while (timesteps > 0) x = predict_noise(x, 0);");
  edit("3_reverse/reverse_mean.hpp", "return todo(\"3.1\");",
       "return x_t * 1000 + predicted_noise * beta * alpha_bar;");
  lab_succeeds(std::string("run 3") + quick_page);
  EXPECT_TRUE(has(page("3"), "3.2 The loop (lent: yours")) << page("3").substr(page("3").find("Drawn with"), 600);
  EXPECT_TRUE(has(page("3"), "3.1 The reverse mean (yours, not tested yet)"))
      << page("3").substr(page("3").find("3.1 The reverse"), 100);
}

TEST_F(GenerationPages, PageFourSaysWhatIsMissing) {
  lab_succeeds(std::string("run 4") + quick_page);
  const std::string html = page("4");
  expect_one_file(html);
  for (const char* part : {"comes without the colour model", "came without mnist-conditioned", "35,746,307", "4.3",
                           "lent until you write it"})
    EXPECT_TRUE(has(html, part)) << part;
}

TEST_F(GenerationPages, PageFourGuidesAConditionedNetwork) {
  const fs::path model = folder / "datasets" / "models" / "mnist-conditioned.safetensors";
  fs::create_directories(model.parent_path());
  lab_succeeds(std::string("train ") + quick + " --classes 10 --conditioned --model '" + model.string() + "'");
  solve("4_professional/guidance.hpp");
  lab_succeeds(std::string("run 4") + quick_page);
  const std::string html = page("4");
  expect_one_file(html);
  for (const char* part : {"4.1 Guidance (yours, not tested yet)", "w = 3, louder", "w = 7", "seconds for 10 pictures"})
    EXPECT_TRUE(has(html, part)) << part;
}

}  // namespace
