#include <gtest/gtest.h>

#include <cmath>
#include <regex>
#include <set>

#include "lab/report/asset.hpp"
#include "lab/report/colours.hpp"
#include "lab/report/plot.hpp"

// Contrast as WCAG 2.1 defines it: 4.5 to 1 for text (1.4.3), 3 to 1 for what a figure is read from (1.4.11).
namespace sfumato::lab::report {
namespace {

double linear(int channel) {
  const double share = channel / 255.0;
  return share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
}

double luminance(std::string_view hex) {
  const auto channel = [&](std::size_t at) { return linear(std::stoi(std::string(hex.substr(at, 2)), nullptr, 16)); };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

double contrast(std::string_view a, std::string_view b) {
  const double one = luminance(a) + 0.05, other = luminance(b) + 0.05;
  return std::max(one, other) / std::min(one, other);
}

constexpr std::string_view named_colour::*modes[] = {&named_colour::light, &named_colour::dark, &named_colour::paper};
constexpr double text_needs = 4.5, graphics_need = 3;

using names = std::set<std::string>;

/// The colours in a value: "1px solid var(--line)" has --line.
names colours_in(const std::string& value) {
  names found;
  const std::regex used(R"(var\((--[a-z]+)\))");
  for (std::sregex_iterator at(value.begin(), value.end(), used), end; at != end; ++at) {
    const std::string name = (*at)[1];
    if (std::any_of(palette.begin(), palette.end(), [&](const named_colour& one) { return one.name == name; }))
      found.insert(name);
  }
  return found;
}

/// What the rules of a style sheet do with colours.
struct usage {
  names text, ground, graphics, decoration;
  std::vector<std::pair<std::string, std::string>> own_ground;  ///< text, on the ground of its own rule

  explicit usage(std::string_view sheet) {
    const std::string all(sheet);
    const std::regex rule(R"(\{([^{}]*)\})"), declaration(R"(([a-z-]+)\s*:\s*([^;]+))");
    for (std::sregex_iterator at(all.begin(), all.end(), rule), end; at != end; ++at) {
      const std::string body = (*at)[1];
      names colour, background;
      for (std::sregex_iterator one(body.begin(), body.end(), declaration); one != end; ++one) {
        const std::string property = (*one)[1], value = (*one)[2];
        const names found = colours_in(value);
        names& group = property == "color"                                            ? colour
                       : value.find("gradient") != std::string::npos                  ? decoration
                       : property == "background"                                     ? background
                       : property.rfind("border", 0) == 0 || property == "box-shadow" ? decoration
                                                                                      : graphics;
        group.insert(found.begin(), found.end());
      }
      if (!colour.empty() && !background.empty() && *background.begin() != "--paper" &&
          *background.begin() != "--panel")
        own_ground.emplace_back(*colour.begin(), *background.begin());
      else
        text.insert(colour.begin(), colour.end()), ground.insert(background.begin(), background.end());
    }
  }
};

void expect_contrast(const names& above, const names& below, double needed) {
  for (const std::string& a : above)
    for (const std::string& b : below)
      for (const auto mode : modes)
        EXPECT_GE(contrast(colour_of(a).*mode, colour_of(b).*mode), needed)
            << a << " " << colour_of(a).*mode << " on " << b << " " << colour_of(b).*mode;
}

TEST(Contrast, IsThatOfTheGuidelines) {
  EXPECT_NEAR(contrast("#000000", "#ffffff"), 21, 1e-9);
  EXPECT_NEAR(contrast("#777777", "#ffffff"), 4.48, 0.005);
  EXPECT_NEAR(contrast("#b9ab94", "#fbf9f5"), 2.14, 0.005);
}

TEST(Contrast, OfEveryPairOfTheStyleSheetsIsEnough) {
  for (const std::string& sheet : {asset("page.css"), asset("answer_sheet.css")}) {
    const usage used(sheet);
    EXPECT_TRUE(used.text.count("--soft")) << "the sheet was read";
    for (const std::string& ground : used.ground) EXPECT_TRUE(ground == "--paper" || ground == "--panel") << ground;
    expect_contrast(used.text, {"--paper", "--panel"}, text_needs);
    expect_contrast(used.graphics, {"--paper", "--panel"}, graphics_need);
    for (const auto& [text, ground] : used.own_ground) expect_contrast({text}, {ground}, text_needs);
    EXPECT_EQ(sheet.find("opacity"), std::string::npos) << "it would lower the contrast unseen";
    EXPECT_FALSE(used.text.count("--line") || used.graphics.count("--line")) << "too faint for more than decoration";
  }
  const usage pages(asset("page.css"));
  EXPECT_TRUE(pages.graphics.count("--second") && !pages.own_ground.empty());
}

TEST(Contrast, OfEveryLineOfAPlotIsEnough) {
  plot three{"three", "three curves", "x", "y", {}};
  for (const char* name : {"first", "middle", "last"})
    three.curves.push_back({name, {{0, 0}, {1, 1}}, mark::line_and_points});
  three.landmarks = {{0.5, "here"}};
  three.level = 0.5;
  const auto svg = three.svg();
  if (!svg) GTEST_SKIP() << "no gnuplot";
  names drawn;
  const std::regex painted(R"([\s;'"](stroke|fill|color)(=|:)['"]?\s*([^'";]+))");
  for (std::sregex_iterator at(svg->begin(), svg->end(), painted), end; at != end; ++at) {
    const std::string value = (*at)[3];
    const names found = colours_in(value);
    drawn.insert(found.begin(), found.end());
    EXPECT_TRUE(!found.empty() || value == "none" || value == "currentColor" || value == "black" || value == "white")
        << value << " does not follow the page";
  }
  EXPECT_EQ(drawn.erase("--line"), 1u) << "the grid decorates";
  EXPECT_EQ(drawn, (names{"--soft", "--second", "--third", "--accent"}));
  expect_contrast(drawn, {"--paper", "--panel"}, graphics_need);
  expect_contrast({"--soft"}, {"--paper", "--panel"}, text_needs);  // axes, legend, landmarks
}

}  // namespace
}  // namespace sfumato::lab::report
