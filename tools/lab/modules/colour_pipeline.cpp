#include <cmath>

#include "lab/model/colour_network.hpp"
#include "lab/model/colour_strip.hpp"
#include "lab/modules/colour.hpp"
#include "lab/report/html.hpp"
#include "lab/report/marks.hpp"
#include "lab/report/numbers.hpp"
#include "lab/report/rows.hpp"

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

std::string pipeline_section(colour_material& with) {
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
  const std::string group = colour_group_names()[static_cast<std::size_t>(how.groups.front())];
  const std::string figure = report::figure(
      report::rows({{"the picture on its way", above.pixels()}, {"what the network believes", below.pixels()}}, words,
                   "one picture"),
      join(
          "From noise to picture in ", how.steps, " steps, of which ", moments,
          " are shown. Above, what goes into the network; below, the clean picture that its answer stands for (2.1)."));
  with.page.keep(figure);
  return "<ol>\n<li><strong>Condition.</strong> The request is “" + report::escape(group) +
         "”, one of six words. A table of learned numbers, one row a word, makes a list of 256 numbers of it; a text "
         "encoder would make them of “a cat in a spacesuit”.</li>\n"
         "<li><strong>Noise.</strong> 3,072 random numbers, drawn from the seed: the first picture below.</li>\n"
         "<li><strong>Steps.</strong> In each of them the network is asked twice, with the request and without; 4.1 "
         "makes one answer of the two (w = " +
         report::decimals(how.guidance, 0) +
         "), 4.6 takes the step to the next timestep of 3.6.</li>\n"
         "<li><strong>Picture.</strong> After the last step the numbers from −1 to 1 are brightness of red, green and "
         "blue.</li>\n</ol>\n" +
         figure +
         report::paragraph(
             "Early on the belief is a blur of everything that the request may mean. It decides on colours "
             "and a shape first, on edges and details last. This is what Q25 asks you to tell.") +
         report::drawn_with(with.at.functions.taken());
}

std::string ten_section(colour_material& with) {
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
  const std::string figure =
      report::figure(report::rows(strips, colour_group_names(), "a picture by request"),
                     "The same network, noise and request in each column, asked ten times, without guidance.");
  with.page.keep(figure);
  return report::paragraph(
             "Asking the network is what costs time. Ten times is all that each solver gets here. DDPM draws fresh "
             "noise "
             "on its way, so it ends elsewhere: how clean its pictures are counts, not how far they are from the last "
             "row. The other two are on the same way as that row.") +
         figure + table.html() + report::drawn_with(with.at.functions.taken());
}

}  // namespace sfumato::lab
