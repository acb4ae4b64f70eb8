#include <cmath>

#include "sfumato/io/safetensors.hpp"
#include "tests/tools/colour_folder.hpp"
#include "tests/tools/course_program.hpp"

namespace {

using namespace sfumato_test;

class ColourPage : public CourseProgram {
 protected:
  ColourPage() { write_colour_folder(folder / "datasets/models/emoji"); }
  ~ColourPage() override {
    std::error_code ignored;
    fs::remove_all(folder / "datasets/models/emoji", ignored);
  }

  std::string page() const { return read_text(work / "out/module-4/index.html"); }
  fs::path kept() const { return work / "out/module-4/kept"; }

  /// Of sixteen pictures, those that were drawn last.
  std::vector<float> sixteen() const {
    fs::path newest;
    for (const auto& file : fs::directory_iterator(kept())) {
      if (sfumato::safetensors_file::open(file.path()).info("pictures").extents.front() != 16 * 96) continue;
      if (newest.empty() || fs::last_write_time(newest) < file.last_write_time()) newest = file.path();
    }
    return sfumato::safetensors_file::open(newest).read<float>("pictures");
  }
  static double apart(const std::vector<float>& a, const std::vector<float>& b) {
    EXPECT_EQ(a.size(), b.size());
    double squares = 0;
    for (std::size_t i = 0; i < a.size(); ++i) squares += std::pow(static_cast<double>(a[i] - b[i]), 2);
    return std::sqrt(squares / static_cast<double>(a.size()));
  }
  std::size_t count_kept() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(kept()), fs::directory_iterator()));
  }

  static constexpr const char* quick_page = "run 4 --quick --data synthetic --seed 3";
};

TEST_F(ColourPage, IsDrawnByTheStudentsOwnFunctions) {
  lab_succeeds(quick_page);
  for (const char* part : {"Sixteen pictures from noise", "4.6 A DDIM step (lent until you write it)", "fixed_large",
                           "From request to picture", "DPM-Solver++ (B.6)", "our colour model"})
    EXPECT_TRUE(has(page(), part)) << part;
  EXPECT_FALSE(has(page(), "What is missing here"));
  const std::vector<float> lent = sixteen();
  const std::size_t all = count_kept();

  solve("4_professional/ddim.hpp");
  lab_succeeds(quick_page);
  EXPECT_TRUE(has(page(), "4.6 A DDIM step (yours, not tested yet)"));
  EXPECT_LT(apart(sixteen(), lent), 1e-3) << "a right one draws what ours draws";
  EXPECT_LT(all, count_kept());

  // A known mistake: the noise is not put back.
  std::string text = read_text(exercise("4_professional/ddim.hpp"));
  const std::string noise = " + std::sqrt(1 - previous_alpha_bar) * predicted_noise";
  ASSERT_TRUE(has(text, noise));
  write_text(exercise("4_professional/ddim.hpp"), text.replace(text.find(noise), noise.size(), ""));
  lab_succeeds(quick_page);
  EXPECT_GT(apart(sixteen(), lent), 0.1) << "it is seen: pixels go from -1 to 1";
}

TEST_F(ColourPage, KeepsWhatIsDrawnAndChecksTheAnswers) {
  lab_succeeds(quick_page);
  const std::size_t all = count_kept();
  const auto drawn_at = fs::last_write_time(*fs::directory_iterator(kept()));
  lab_succeeds(quick_page);
  EXPECT_EQ(count_kept(), all);
  EXPECT_EQ(fs::last_write_time(*fs::directory_iterator(kept())), drawn_at) << "nothing is drawn twice";
  EXPECT_TRUE(has(page(), "4.6 A DDIM step (lent until you write it)")) << "kept pictures have their marks, too";

  for (const auto& file : fs::directory_iterator(kept())) write_text(file.path(), "damaged");
  lab_succeeds(quick_page);
  EXPECT_GT(sixteen().size(), 0u) << "and drawn anew";

  const auto groups = record().at("shown").at("Q21");
  ASSERT_GE(groups.size(), 2u);
  answer("Q21", "number", nlohmann::json(groups[0][0]).dump());
  answer("Q21", "answer", "Food.");
  const auto errors = record().at("shown").at("Q22").at(0);
  ASSERT_EQ(errors.size(), 3u);
  EXPECT_GT(errors[0].get<double>(), errors[2].get<double>()) << "25 steps against 100";
  answer("Q22", "number", "500 500 500");
  answer("Q22", "answer", "Less and less.");
  const std::string said = lab_succeeds("answers").output;
  EXPECT_TRUE(has(said, "Q21  answered")) << said;
  EXPECT_TRUE(has(said, "Q22  the page shows other numbers")) << said;
}

}  // namespace
