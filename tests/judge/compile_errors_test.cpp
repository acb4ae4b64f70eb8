#include "judge/compile_errors.hpp"

#include "judge/slips.hpp"
#include "lab_folder.hpp"

namespace {

/// What the real compiler and our translation say about a body of snr.hpp's two functions.
std::string said_about(const std::string& name, const std::string& code) {
  const std::string tree = fresh_folder("compile-" + name), out = kept_folder("compile-workers");
  fs::create_directories(tree + "/1_forward");
  lab::write_text(
      tree + "/1_forward/noising.hpp",
      "#include \"lab.hpp\"\ninline image add_noise(const image& x0, const image& noise, scalar alpha_bar) {\n" + code +
          "\n}\n");
  lab::build_workers({}, {{tree, "1_forward/noising", out}});
  const std::string error = out + "/1_forward/noising.error";
  return fs::exists(error) ? lab::read_text(error) : "compiled";
}

struct mistake {
  const char* name;
  const char* code;
  const char* line;
  const char* sentence;
};

TEST(compile_errors, are_told_in_one_sentence_with_the_students_line) {
  const mistake mistakes[] = {
      {"semicolon", "  return x0", ":3:", "A semicolon is missing"},
      {"undeclared", "  return sqroot(alpha_bar) * x0;", ":3:", "not known here"},
      {"no_return", "  image y = x0;", ":", "ends without giving a result"},
      {"number_for_image", "  image y = 0.5;\n  return y;", ":3:", "A number stands where a whole image"},
      {"image_for_number", "  scalar s = x0;\n  return s * x0;",
       ":3:", "A whole image or curve stands where one number"},
      {"mixed", "  return x0 + noise.matrix();", ":3:", "An array (element by element) and a matrix"},
      {"power", "  return alpha_bar ^ 2 * x0;", ":3:", "^ is not a power"},
      {"std_sqrt_of_image", "  return std::sqrt(x0);", ":3:", "std::sqrt and its friends take one number"},
      {"const", "  x0(0, 0) = 1;\n  return x0;", ":3:", "This must not be changed"},
      {"bracket", "  return (x0 + noise;", ":3:", "closing round bracket"},
      {"comparison", "  if (alpha_bar = 1) return x0;\n  return noise;", ":3:", "To compare, write =="},
  };
  for (const mistake& one : mistakes) {
    const std::string said = said_about(one.name, one.code);
    EXPECT_EQ(said.rfind(std::string("noising.hpp") + one.line, 0), 0u) << one.name << ": " << said;
    EXPECT_NE(said.find(one.sentence), std::string::npos) << one.name << ": " << said;
  }
}

TEST(compile_errors, survive_any_output) {
  const auto complaint = lab::first_complaint(std::string(100000, 'x') + "\n:1:1: error: \n\xff\xfe", "a.hpp", "");
  EXPECT_FALSE(complaint.compiler.empty());
}

TEST(compile_errors, slips_that_compile_are_seen_by_reading) {
  const auto slips =
      lab::slips_in("a = 1/2 * x;\n// 1/2\nb = 1.0 / 2;\nc = 4/2;\nauto y = 2 * x0;\nconst auto f = [] {};\n");
  ASSERT_EQ(slips.size(), 2u);
  EXPECT_EQ(slips[0].rfind("line 1: 1 / 2 divides", 0), 0u) << slips[0];
  EXPECT_EQ(slips[1].rfind("line 5: auto y", 0), 0u) << slips[1];
}

}  // namespace
