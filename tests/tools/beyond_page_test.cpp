#include <regex>

#include "tests/tools/course_program.hpp"

// The page of the stretch exercises: each opens a part of it that shows what the exercise changes.
namespace {

namespace fs = std::filesystem;

using sfumato_test::read_text;
using sfumato_test::write_text;

class BeyondPage : public sfumato_test::CourseProgram {
 protected:
  std::string page() const {
    lab_succeeds("run beyond --data synthetic --images 256 --seed 3");
    return read_text(work / "out/module-beyond/index.html");
  }
  fs::path model(const std::string& name) const { return work / "out/module-beyond" / (name + ".safetensors"); }
  static std::string section(const std::string& html, const std::string& heading) {
    const std::size_t at = html.find(">" + heading);
    EXPECT_NE(at, std::string::npos) << heading;
    return at == std::string::npos ? "" : html.substr(at, html.find("<h2", at) - at);
  }
  /// The number in a cell of the row that begins with a name.
  static double cell(const std::string& html, const std::string& row, int column) {
    const std::size_t at = html.find(row + "</th>");
    EXPECT_NE(at, std::string::npos) << row;
    std::string rest = html.substr(at, html.find("</tr>", at) - at);
    std::smatch found;
    for (int i = 0; i <= column; ++i) {
      EXPECT_TRUE(std::regex_search(rest, found, std::regex("<td[^>]*>([^<]*)</td>"))) << row << ", " << column;
      if (i < column) rest = found.suffix();
    }
    return std::stod(std::regex_replace(found[1].str(), std::regex("−"), "-"));
  }
};

TEST_F(BeyondPage, IsClosedUntilAnExerciseIsWrittenAndTrainsNothingForIt) {
  const std::string html = page();
  for (const char* closed : {"B.1: A rounder schedule", "B.4: Another weight", "B.8: Your own gradient"})
    EXPECT_TRUE(has(section(html, "Still closed"), closed)) << closed;
  EXPECT_FALSE(has(html, "Drawn with"));
  EXPECT_FALSE(fs::exists(model("plain")));
}

TEST_F(BeyondPage, ShowsBothSchedules) {
  solve("beyond/cosine.hpp");
  solve("beyond/zero_snr.hpp");
  const std::string html = page();
  const std::string cosine = section(html, "B.1");
  EXPECT_TRUE(has(cosine, "B.1 Cosine schedule (yours, not tested yet)"));
  EXPECT_TRUE(has(cosine, "t = 51") && has(cosine, "t = 99")) << cosine;
  const std::string repaired = section(html, "B.2");
  EXPECT_TRUE(has(repaired, "36%") && has(repaired, "the repaired one 0%")) << repaired.substr(0, 4000);
  EXPECT_TRUE(has(repaired, "B.3a v-prediction: the target (lent until you write it)"));
  EXPECT_TRUE(fs::exists(model("leaky")) && fs::exists(model("repaired")));
  lab_succeeds("sample --model '" + model("repaired").string() + "' --count 1 --steps 5 --solver ddim --out one.png");

  // What made a network is part of its name: the same code keeps it, other code trains anew.
  const auto before = fs::last_write_time(model("repaired"));
  page();
  EXPECT_EQ(fs::last_write_time(model("repaired")), before);
  std::string code = read_text(exercise("beyond/zero_snr.hpp"));
  write_text(exercise("beyond/zero_snr.hpp"), code.replace(code.find("square()"), 8, "square().square()"));
  page();
  EXPECT_NE(fs::last_write_time(model("repaired")), before);
}

TEST_F(BeyondPage, LendsWhereWhatIsWrittenMakesNoSchedule) {
  write_text(exercise("beyond/cosine.hpp"),
             "#pragma once\n#include \"lab.hpp\"\n/// Exercise B.1:\ninline curve cosine_betas(int timesteps) {\n"
             "  return curve::Constant(timesteps, 2);\n}\n");
  EXPECT_TRUE(
      has(section(page(), "B.1"), "B.1 Cosine schedule (lent: yours gives betas that are not between 0 and 1)"));
}

TEST_F(BeyondPage, ComparesTargetsWeightsAndAverages) {
  for (const char* group : {"v_prediction.hpp", "min_snr.hpp", "ema.hpp"}) solve(std::string("beyond/") + group);
  const std::string html = page();
  const std::string v = section(html, "B.3"), weights = section(html, "B.4"), average = section(html, "B.5");
  EXPECT_GT(cell(v, "199", 0), 10) << "an untrained guess of the noise says nothing of the picture at the end";
  EXPECT_LT(cell(v, "199", 1), 2) << "v is never divided by what is nearly 0";
  EXPECT_LT(cell(weights, "5", 0), 0.1);
  EXPECT_EQ(cell(weights, "100", 0), 1);
  EXPECT_LT(cell(average, "its average", 0), cell(average, "the network", 0)) << "it changes less";
  EXPECT_TRUE(has(average, "B.5 A running average of the weights (yours, not tested yet)"));
}

TEST_F(BeyondPage, RunsSolverAndConvolutionOfTheGroup) {
  solve("beyond/dpm_solver.hpp");
  solve("beyond/conv2d.hpp");
  fs::create_directories(work / "out/module-2");
  fs::copy_file(fs::path(SFUMATO_PROJECT) / "datasets/models/mnist-digits.safetensors",
                work / "out/module-2/model.safetensors");  // both solvers need a network that knows something
  const std::string html = page();
  const std::string solver = section(html, "B.6");
  for (const char* steps : {"10", "20", "50"}) EXPECT_LT(cell(solver, steps, 1), cell(solver, steps, 0)) << steps;
  EXPECT_TRUE(has(section(html, "B.7"), "Largest difference of the two: 0.00000")) << section(html, "B.7");
  const std::string gradient = section(html, "B.8");
  EXPECT_NEAR(cell(gradient, "bias", 0), cell(gradient, "bias", 1), 1e-5);
  EXPECT_LT(cell(gradient, "50", 0), 1e-4) << "the filter is found";
}

TEST_F(BeyondPage, GoesOnWhereNumbersBreakATraining) {
  const auto write = [this](const char* group, const std::string& functions) {
    write_text(exercise(std::string("beyond/") + group), "#pragma once\n#include \"lab.hpp\"\n" + functions);
  };
  write("min_snr.hpp",
        "inline scalar min_snr_weight(scalar alpha_bar, scalar gamma) { return alpha_bar * gamma * -1e300; }\n");
  write("v_prediction.hpp",
        "inline image v_target(const image& x0, const image& noise, scalar a) { return (x0 + noise * a) * 1e300; }\n"
        "inline image x0_from_v(const image& x_t, const image& v, scalar a) { return (x_t + v * a) * 1e300; }\n");
  write("conv2d.hpp",
        "inline features conv2d(const features& x, const std::vector<features>& w, const curve& b) {\n"
        "  return features(w.size(), x[0] * 1e300 + b(0));\n}\n"
        "inline conv2d_gradients conv2d_backward(const features& x, const std::vector<features>& w, const features& g) "
        "{\n"
        "  return {x, w, curve::Constant(static_cast<int>(g.size()), 1e300)};\n}\n");
  const std::string html = page();
  EXPECT_TRUE(has(section(html, "B.3"), "the loss is no number")) << section(html, "B.3").substr(0, 600);
  EXPECT_TRUE(has(section(html, "B.4"), "./lab test B.4"));
  EXPECT_TRUE(has(section(html, "B.7"), "B.7 Convolution forward"));
}

}  // namespace
