#include "tests/tools/course_program.hpp"

// The pages of modules 0, 1 and 2, drawn by `lab run` with whatever a student has written.
namespace {

namespace fs = std::filesystem;

using sfumato_test::read_text;
using sfumato_test::write_text;

class Pages : public sfumato_test::CourseProgram {
 protected:
  static constexpr const char* quick = " --data synthetic --images 256 --epochs 1";

  std::string page(const std::string& module, const std::string& more = "") const {
    lab_succeeds("run " + module + quick + more);
    return read_text(work / "out" / ("module-" + module) / "index.html");
  }
  static void expect_one_file(const std::string& html) {
    EXPECT_TRUE(has(html, "<!doctype html>"));
    EXPECT_FALSE(has(html, "src=\"http")) << "nothing may be loaded";
    EXPECT_FALSE(has(html, "href=\"http"));
    EXPECT_FALSE(has(html, "url("));
  }
};

TEST_F(Pages, AskForThePredictionFirst) {
  lab_refuses("run 0", {"predict Q4 first", "./lab predict Q4"});
  lab_refuses("run 2", {"predict Q10 first"});
  lab_succeeds("group Ada Ben");
  lab_succeeds("predict Q4 noise --by Ada");
  lab_refuses("run 0", {"still to come: Ben", "--by NAME"});
  lab_refuses("run 7", {"no module 7", "0 to 4"});
}

TEST_F(Pages, ModuleZeroIsAGreySmearUntilBothFunctionsAreThere) {
  lab_succeeds("predict Q4 'the <b>noise</b>'");
  const std::string before = page("0");
  expect_one_file(before);
  EXPECT_TRUE(has(before, "A grey smear"));
  EXPECT_TRUE(has(before, "the &lt;b&gt;noise&lt;/b&gt;")) << "what people write is text";
  solve("0_what_is_diffusion/pixels.hpp");
  EXPECT_FALSE(has(page("0"), "A grey smear"));
  EXPECT_TRUE(record().at("pages").contains("0"));

  std::string code = read_text(exercise("0_what_is_diffusion/warm_up.hpp"));
  write_text(exercise("0_what_is_diffusion/warm_up.hpp"), code.replace(code.find("0.3;"), 4, "8;"));
  EXPECT_TRUE(has(page("0"), "it has to be from 0 to 1, so 1 is shown"));
}

TEST_F(Pages, ModuleOneSaysWhatIsLentAndDrawsWhatIsWrong) {
  const std::string lent = page("1");
  expect_one_file(lent);
  EXPECT_TRUE(has(lent, "1.2 Adding noise (lent until you write it)"));
  EXPECT_TRUE(has(lent, "Q7: at which timestep") && has(lent, "and is right."));
  for (const char* answer : {">t = 51", "strong>51", "at t = 51"})
    EXPECT_FALSE(has(lent, answer)) << "Q7 is the group's to answer";

  std::string code = read_text(folder / "solutions/1_forward/noising.hpp");
  code.replace(code.find("std::sqrt(1 - alpha_bar) * noise;"), 33, "(1 - alpha_bar) * noise;");
  write_text(exercise("1_forward/noising.hpp"), code);
  const std::string wrong = page("1");
  EXPECT_TRUE(has(wrong, "1.2 Adding noise (yours, not tested yet)"));
  EXPECT_NE(lent, wrong);
}

TEST_F(Pages, ModuleOneSaysWhereTheProgramOfQ7IsWrong) {
  std::string code = read_text(folder / "solutions/1_forward/snr.hpp");
  ASSERT_TRUE(has(code, "< 1) return t;"));
  write_text(exercise("1_forward/snr.hpp"), code.replace(code.find("< 1) return t;"), 14, "< 1) return t + 9;"));
  EXPECT_TRUE(has(page("1"), "names a timestep that is not the first of these"));
}

TEST_F(Pages, TheMuseumOpensBesideTheFigureOfWhatPassedLast) {
  solve("1_forward/noising.hpp");
  lab_succeeds("test 1.2");
  const std::string html = page("1");
  const std::size_t entry = html.find("id=\"museum-1.2\"><details open>");
  ASSERT_NE(entry, std::string::npos);
  EXPECT_LT(html.find("<h2>From picture to noise</h2>"), entry);
  EXPECT_GT(html.find("<h2>The schedule</h2>"), entry);
  EXPECT_TRUE(has(html.substr(entry, 400000), "href=\"#museum-1.2\""));
  EXPECT_EQ(html.find("data-shows=\"add_noise/correct\""), html.rfind("data-shows=\"add_noise/correct\""));
}

TEST_F(Pages, ModuleOneLendsWhereCodeBreaks) {
  for (const char* body : {"return image::Constant(2, 2, 0);", "return x0 / 0.0 * 0.0;", "return x0(99, 99) + noise;",
                           "std::abort();", "while (true) {}", "return x0 + 1"}) {
    write_text(exercise("1_forward/noising.hpp"),
               "#pragma once\n#include \"lab.hpp\"\n/// Exercise 1.2:\ninline image add_noise(const image& x0, const "
               "image& noise, scalar alpha_bar) {\n  " +
                   std::string(body) + "\n}\n");
    const std::string said = lab_succeeds("run 1" + std::string(quick)).output;
    EXPECT_TRUE(has(said, "1.2 Adding noise: yours ") && has(said, "so ours took part")) << body;
    EXPECT_TRUE(has(page("1"), "1.2 Adding noise (lent: yours")) << body;
  }
}

TEST_F(Pages, ModuleOneLendsWhereASchedulesSharesAreNone) {
  for (const auto& [from, to] :
       {std::pair<std::string, std::string>{"product *= 1 - betas(t)", "product += 1 - betas(t)"},
        {"t / (timesteps - 1);", "t;"}}) {
    std::string code = read_text(folder / "solutions/1_forward/schedule.hpp");
    ASSERT_TRUE(has(code, from)) << from;
    write_text(exercise("1_forward/schedule.hpp"), code.replace(code.find(from), from.size(), to));
    EXPECT_TRUE(has(page("1"), "that are not between 0 and 1")) << to;
  }
}

TEST_F(Pages, ModuleTwoGoesOnWithALossBelowZeroADamagedModelOrStory) {
  lab_succeeds("predict Q10 'a minute'");
  std::string code = read_text(folder / "solutions/2_training/loss.hpp");
  ASSERT_TRUE(has(code, ".square().mean()"));
  write_text(exercise("2_training/loss.hpp"), code.replace(code.find(".square().mean()"), 16, ".mean()"));
  EXPECT_TRUE(has(page("2"), "2.2 The loss (lent: yours gives a loss below 0)"));

  const fs::path model = work / "out/module-2/model.safetensors", story = work / "out/module-2/training.json";
  lab_succeeds("predict Q16 never");
  write_text(model, "damaged");
  lab_refuses(std::string("run 3") + quick, {"model.safetensors", "./lab run 2 --again"});
  page("2");
  lab_succeeds("sample --model '" + model.string() + "' --count 1 --steps 5 --out one.png");
  auto known = nlohmann::json::parse(read_text(story));
  known["epoch_losses"] = known["curve"] = nlohmann::json::array();
  write_text(story, known.dump());
  page("2");
  EXPECT_FALSE(nlohmann::json::parse(read_text(story)).at("epoch_losses").empty()) << "trained anew";
}

TEST_F(Pages, ModuleTwoTrainsWithTheStudentsFunctionsAndRemembersIt) {
  lab_succeeds("predict Q10 'a minute'");
  for (const char* group : {"loss.hpp", "optimizer.hpp", "training_step.hpp", "unet.hpp"})
    solve(std::string("2_training/") + group);
  const std::string html = page("2");
  expect_one_file(html);
  EXPECT_TRUE(has(html, "2.8 Adam with bias correction (yours, not tested yet)"));
  EXPECT_TRUE(has(html, "2.1 The picture behind the noise (lent"));
  EXPECT_TRUE(has(html, "The wiring is the same."));
  EXPECT_TRUE(has(html, "synthetic digits 0, 1, 2 and 3") && has(html, "No MNIST here")) << "what it learned from";
  EXPECT_EQ(record().at("shown").at("Q13").size(), 1u);
  EXPECT_EQ(record().at("shown").at("Q14").size(), 2u) << "the errors of the noise, or those of the picture";
  EXPECT_TRUE(has(html, "a minute"));
  EXPECT_TRUE(fs::exists(work / "out/module-2/model.safetensors"));
  const double loss = record().at("training").at("loss");
  EXPECT_GT(loss, 0);
  EXPECT_LT(loss, 2);

  lab_succeeds("test 2.8");
  EXPECT_TRUE(has(lab_succeeds(std::string("run 2") + quick).output, "is kept"));
  const std::string again = read_text(work / "out/module-2/index.html");
  EXPECT_TRUE(has(again, "2.8 Adam with bias correction (yours)")) << "what trained it has passed since";
  EXPECT_FALSE(has(again, "2.8 Adam with bias correction (yours, "));
  auto story = json("out/module-2/training.json");
  story["hands"] = story.at("functions");
  story.erase("functions");
  write_text(work / "out/module-2/training.json", story.dump());
  EXPECT_TRUE(has(lab_succeeds(std::string("run 2") + quick).output, "is kept")) << "as version 0.1.0 wrote it";
  EXPECT_EQ(read_text(work / "out/module-2/index.html"), again);
  lab_succeeds("sample --model out/module-2/model.safetensors --count 1 --steps 5 --out one.png");
}

TEST_F(Pages, ModuleTwoRunsTheNineLinesInTheStudentsOrder) {
  lab_succeeds("predict Q10 'a minute'");
  const auto loss_with = [this](const char* order) {
    write_text(exercise("2_training/training_step.hpp"),
               "#pragma once\n#include \"lab.hpp\"\n/// Exercise 2.3:\ninline std::string training_step_order() {\n  "
               "return \"" +
                   std::string(order) + "\";\n}\n");
    const std::string html = page("2", " --again");
    EXPECT_TRUE(has(html, "2.3 The order of a training step")) << order;
    return record().at("training").at("loss").get<double>();
  };
  const double right = loss_with("FCIGDAEHB");
  EXPECT_EQ(loss_with("CIFGDEAHB"), right) << "another right order, the same numbers";
  EXPECT_NE(loss_with("FCIGDAHEB"), right) << "the gradient is cleared too late: the network stands still";
  EXPECT_EQ(loss_with("AAAA"), right) << "no order at all: ours is lent";
}

}  // namespace
