#include <cmath>

#include "lab/model/colour_network.hpp"
#include "lab/modules/module_4/colour.hpp"
#include "lab/report/numbers.hpp"
#include "lab/report/rows.hpp"
#include "lab/report/section.hpp"

namespace sfumato::lab {

namespace {

/// How far pixels are from the mean of all (root mean square).
double contrast_of(const image& strip) { return std::sqrt((strip - strip.mean()).square().mean()); }

}  // namespace

void noises_section(colour_material& with) {
  const char* const names[] = {"fixed_large", "fixed_small", "DDIM, adds none"};
  std::vector<colour_row> rows;
  report::table table{{"fresh noise", "seconds", "contrast"}, {}, ""};
  for (std::size_t i = 0; i < with.recipes.noises.size(); ++i) {
    const generated drawn = with.drawing.draw(with.recipes.noises[i]);
    rows.emplace_back(drawn.pictures);
    table.rows.push_back(
        {names[i], report::decimals(drawn.seconds, 2), report::decimals(contrast_of(drawn.pictures), 3)});
  }
  std::vector<report::picture_strip> strips;
  for (std::size_t i = 0; i < rows.size(); ++i) strips.push_back({names[i], rows[i].pixels()});
  report::section(with.page, "noises")
      .set("rows", report::rows(strips, {}, "a picture from noise"))
      .set("steps", with.recipes.noises.front().steps)
      .set("table", table.html())
      .drawn_with(with.at.functions.taken());
}

void volumes_section(colour_material& with) {
  std::vector<colour_row> rows;
  std::vector<std::string> names;
  report::table table{{"w", "contrast"}, {}, ""};
  for (const colour_recipe& how : with.recipes.volumes) {
    const generated drawn = with.drawing.draw(how);
    rows.emplace_back(drawn.pictures);
    const std::string w = report::decimals(how.guidance, 0);
    names.push_back(how.guidance == 0   ? join("w = ", w, ", ignored")
                    : how.guidance == 1 ? join("w = ", w, ", plain")
                                        : join("w = ", w));
    table.rows.push_back({w, report::decimals(contrast_of(drawn.pictures), 3)});
  }
  std::vector<report::picture_strip> strips;
  for (std::size_t i = 0; i < rows.size(); ++i) strips.push_back({names[i], rows[i].pixels()});
  report::section(with.page, "volumes")
      .set("rows", report::rows(strips, colour_group_names(), "a picture by request"))
      .set("table", table.html())
      .drawn_with(with.at.functions.taken());
}

}  // namespace sfumato::lab
