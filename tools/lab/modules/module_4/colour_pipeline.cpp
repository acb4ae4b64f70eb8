#include <cmath>

#include "lab/model/colour_network.hpp"
#include "lab/model/colour_strip.hpp"
#include "lab/modules/module_4/colour.hpp"
#include "lab/report/numbers.hpp"
#include "lab/report/rows.hpp"
#include "lab/report/section.hpp"

namespace sfumato::lab {

namespace {

/// So many moments of a way, the first and the last among them.
std::vector<const asked_moment*> evenly(const std::vector<asked_moment>& way, std::size_t count) {
  std::vector<const asked_moment*> some;
  for (std::size_t i = 0; i < count; ++i) some.push_back(&way[i * (way.size() - 1) / (count - 1)]);
  return some;
}

image below_each_other(const std::vector<image>& pictures) {
  image strip(static_cast<index_t>(pictures.size()) * colour_height, colour_side);
  for (std::size_t n = 0; n < pictures.size(); ++n)
    strip.middleRows(static_cast<index_t>(n) * colour_height, colour_height) = pictures[n];
  return strip;
}

}  // namespace

void pipeline_section(colour_material& with) {
  constexpr std::size_t moments = 7;
  const colour_recipe& how = with.recipes.one;
  const generated drawn = with.drawing.draw(how);
  std::vector<image> noisy, believed;
  std::vector<std::string> words;
  for (const asked_moment* moment : evenly(drawn.way, moments)) {
    noisy.push_back(moment->x);
    believed.push_back(with.drawing.believed(*moment));
    words.push_back(join("t = ", moment->t));
  }
  noisy.push_back(drawn.pictures);
  believed.push_back(drawn.pictures);
  words.emplace_back("picture");
  const colour_row above(below_each_other(noisy)), below(below_each_other(believed));
  report::section(with.page, "pipeline")
      .set("group", colour_group_names()[static_cast<std::size_t>(how.groups.front())])
      .set("guidance", report::decimals(how.guidance, 0))
      .set("steps", how.steps)
      .set("moments", moments)
      .set("rows",
           report::rows({{"the picture on its way", above.pixels()}, {"what the network believes", below.pixels()}},
                        words, "one picture"))
      .drawn_with(with.at.functions.taken());
}

void ten_section(colour_material& with) {
  const char* const names[] = {"DDPM (3.4)", "DDIM (4.6)", "DPM-Solver++ (B.6)"};
  const generated fine = with.drawing.draw(with.recipes.ten_fine);
  std::vector<colour_row> rows;
  report::table table{{"10 steps", join("apart from ", with.recipes.ten_fine.steps, " steps of DDIM")}, {}, ""};
  for (std::size_t i = 0; i < with.recipes.ten.size(); ++i) {
    const generated drawn = with.drawing.draw(with.recipes.ten[i]);
    rows.emplace_back(drawn.pictures);
    table.rows.push_back({names[i], report::decimals(std::sqrt((drawn.pictures - fine.pictures).square().mean()), 3)});
  }
  rows.emplace_back(fine.pictures);
  std::vector<report::picture_strip> strips;
  for (std::size_t i = 0; i + 1 < rows.size(); ++i) strips.push_back({names[i], rows[i].pixels()});
  strips.push_back({join("DDIM, ", with.recipes.ten_fine.steps, " steps"), rows.back().pixels()});
  report::section(with.page, "ten")
      .set("rows", report::rows(strips, colour_group_names(), "a picture by request"))
      .set("table", table.html())
      .drawn_with(with.at.functions.taken());
}

}  // namespace sfumato::lab
