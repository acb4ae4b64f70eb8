#include <cmath>

#include "lab/model/colour_network.hpp"
#include "lab/modules/colour.hpp"
#include "lab/report/html.hpp"
#include "lab/report/marks.hpp"
#include "lab/report/numbers.hpp"
#include "lab/report/rows.hpp"

namespace sfumato::lab {

namespace {

/// How far pixels are from the mean of all (root mean square).
double contrast_of(const image& strip) { return std::sqrt((strip - strip.mean()).square().mean()); }

}  // namespace

std::string noises_section(colour_material& with) {
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
  const std::string figure = report::figure(
      report::rows(strips, {}, "a picture from noise"),
      join(
          "The same noise and the same request in each column, ", with.recipes.noises.front().steps,
          " steps each. Above, every step adds as much fresh noise as its betas say, below it as much as 3.3 says, and "
          "in the last row none."));
  with.page.keep(figure);
  return report::paragraph(
             "3.3 is one of two choices of Ho et al. 2020: sigma squared as in your formula (software calls it "
             "fixed_small), or the betas themselves, σ² = 1 − A/P (fixed_large). With a thousand steps they hardly "
             "differ. With few, the larger one leaves noise in the picture: the last steps have no time to remove "
             "it.") +
         figure + table.html() + report::drawn_with(with.at.functions.taken());
}

std::string volumes_section(colour_material& with) {
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
  const std::string figure = report::figure(
      report::rows(strips, colour_group_names(), "a picture by request"),
      "In each column the same noise, and below it the group that was asked for. With w = 0 the request "
      "is ignored; the larger w, the more of the group, the stronger the colours, and the less variety.");
  with.page.keep(figure);
  return figure + table.html() +
         report::paragraph(
             "In every step the network is asked twice, with the group and without, and your line of 4.1 goes from the "
             "second answer towards the first, and with w above 1 beyond it.") +
         report::drawn_with(with.at.functions.taken());
}

}  // namespace sfumato::lab
