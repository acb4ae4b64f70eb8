#include <regex>

#include "tests/tools/lab_program.hpp"

namespace {

using namespace sfumato_test;

class Demo : public LabProgram {
 protected:
  outcome quick_demo(const std::string& before = "") const {
    return lab_succeeds("demo --data synthetic --epochs 2 --images 128 --steps 20 --out here", before);
  }
  std::string page() const { return read_text(work / "here" / "index.html"); }
};

int count(const std::string& text, const std::string& part) {
  int found = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) ++found;
  return found;
}

TEST_F(Demo, EndsWithAPageAndPrintsWhereItIs) {
  const auto result = quick_demo();
  EXPECT_NE(result.output.find((work / "here" / "index.html").string()), std::string::npos) << result.output;
  EXPECT_NE(result.output.find("mnist-digits.safetensors is not there"), std::string::npos) << result.output;
  EXPECT_TRUE(fs::exists(work / "here" / "model.safetensors"));
  EXPECT_EQ(result.output.find('\x1b'), std::string::npos);
}

TEST_F(Demo, ShowsTheShippedModelFirst) {
  fs::create_directories(folder / "datasets" / "models");
  train_quickly("--model ../datasets/models/mnist-digits.safetensors");
  const auto result = quick_demo();
  EXPECT_LT(result.output.find("comes with Sfumato"), result.output.find("model of your own"));
  EXPECT_NE(page().find("the shipped model</strong>, trained on "), std::string::npos) << "not: these are";
}

TEST_F(Demo, PageNeedsNothingButItself) {
  quick_demo();
  const std::string html = page();
  EXPECT_EQ(count(html, "<script"), 1);
  EXPECT_EQ(count(html, " src=\""), count(html, " src=\"data:image/png;base64,"));
  // An address is loaded by src, href, url() or @import; gnuplot's SVG refers to itself.
  EXPECT_FALSE(std::regex_search(html, std::regex("href=['\"](?!#)|url\\((?!#)|@import")));
}

TEST_F(Demo, EveryPictureHasWords) {
  quick_demo();
  const std::string html = page();
  EXPECT_EQ(count(html, "<img "), 12 + 10 + 10 + 12);
  EXPECT_EQ(count(html, "<img "), count(html, " alt=\""));
  EXPECT_EQ(count(html, " alt=\"\""), 0);
  EXPECT_EQ(count(html, "type=\"range\""), 1);
  EXPECT_NE(html.find("241,857"), std::string::npos);
}

TEST_F(Demo, PageSaysWhatOtherDigitsAreThatItSeemsToDraw) {
  quick_demo();
  EXPECT_NE(page().find("trained on synthetic digits 0, 1, 2 and 3. It has seen no others"), std::string::npos);
}

TEST_F(Demo, WithoutGnuplotThereIsATable) {
  fs::create_directory(folder / "bin");
  quick_demo("PATH='" + (folder / "bin").string() + "'");
  EXPECT_EQ(count(page(), "<svg"), 0);
  EXPECT_EQ(count(page(), "<details open>"), 1);
}

}  // namespace
