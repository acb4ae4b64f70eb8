#include <algorithm>
#include <cmath>
#include <set>

#include "lab/model/colour_network.hpp"
#include "lab/model/colour_strip.hpp"
#include "lab/modules/colour.hpp"
#include "lab/report/html.hpp"
#include "lab/report/marks.hpp"
#include "lab/report/numbers.hpp"
#include "lab/report/pictures.hpp"
#include "lab/report/rows.hpp"
#include "lab/system/places.hpp"

namespace sfumato::lab {

namespace {

/// Root of the mean square over the pictures that both have.
double apart(const image& a, const image& b) {
  const index_t rows = std::min(a.rows(), b.rows());
  return std::sqrt((a.topRows(rows) - b.topRows(rows)).square().mean());
}

std::string numbered(std::size_t n) { return join("picture ", n + 1); }

/// The toy of Module 3 as it ships, as many pictures in as many steps; nothing where it is not there.
std::string toy_beside(colour_material& with, const generated& drawn, int steps) {
  constexpr index_t shown = 8;
  std::error_code missing;
  if (!std::filesystem::exists(shipped_model(), missing)) return "";
  toy digits(shipped_model(), with.at.settings.threads);
  student_sampler sampler(with.at.functions, digits, shown, with.at.settings.seed, [] {});
  const generated grey = sampler.ddim(steps);
  const picture_row above = row_of(grey.pictures, digits.card().image[0]);
  const colour_row below(drawn.pictures, shown);
  const std::string figure = report::figure(
      report::rows({{"our toy", above.pixels()}, {"the colour model", below.pixels()}}, {}, "a picture from noise"),
      join("The same ", steps,
           " DDIM steps, the same loop and the same lines of yours. The toy has 241,857 parameters "
           "for 256 grey numbers a picture, the colour model ",
           report::grouped(static_cast<double>(with.drawing.model().parameters())), " for 3,072."));
  with.page.keep(figure);
  return figure;
}

}  // namespace

std::string sixteen_section(colour_material& with) {
  const generated drawn = with.drawing.draw(with.recipes.sixteen);
  const colour_row all(drawn.pictures);
  const std::vector<int>& groups = with.recipes.sixteen.groups;
  const std::set<int> kinds(groups.begin(), groups.end());
  // Who counts by eye may take one for another, or miss one.
  const auto count = static_cast<int>(kinds.size());
  for (int n = std::max(1, count - 1); n <= std::min<int>(colour_groups, count + 1); ++n)
    with.page.shows("Q21", {static_cast<double>(n)});
  const std::string figure = report::figure(
      report::tiles(all.pixels(), "a picture from noise", report::tile::wide),
      join("Sixteen pictures of 32 × 32 pixels from sixteen noises, ", with.recipes.sixteen.steps,
           " steps each, unpicked. Before the first step, chance chose for each of them one of six groups: ",
           "faces, animals and plants, food, travel, activities, objects."));
  with.page.keep(figure);
  report::table asked{{"picture", "asked for"}, {}, ""};
  for (std::size_t n = 0; n < groups.size(); ++n)
    asked.rows.push_back({numbered(n), colour_group_names()[static_cast<std::size_t>(groups[n])]});
  const std::string beside = toy_beside(with, drawn, with.recipes.sixteen.steps);
  return report::paragraph(join(
             "This network is small, too: ", report::grouped(static_cast<double>(with.drawing.model().parameters())),
             " parameters, trained on drawings of emoji, each of them tilted, shifted and coloured anew every time. "
             "What moves the noise is yours: the timesteps (3.6), the step (4.6), and the line that makes the group "
             "louder (4.1), here with w = 2. It works on red, green and blue by turns, as on any grey picture.")) +
         figure +
         report::paragraph("Q21: how many of the six groups do you find among them? Count before you open this:") +
         report::folded("What each was asked for", asked.html()) + beside +
         report::drawn_with(with.at.functions.taken());
}

std::string more_steps_section(colour_material& with) {
  constexpr index_t shown = 8;
  const generated fine = with.drawing.draw(with.recipes.fine);
  const colour_row last(fine.pictures, std::min<index_t>(shown, fine.pictures.rows() / colour_height));
  std::vector<generated> all;
  std::vector<colour_row> rows;
  std::vector<double> errors;
  report::table table{{"steps", join("seconds for ", with.recipes.more_steps.front().groups.size(), " pictures"),
                       join("error against ", with.recipes.fine.steps, " steps"), "change against the row above"},
                      {},
                      ""};
  for (const colour_recipe& how : with.recipes.more_steps) {
    all.push_back(with.drawing.draw(how));
    rows.emplace_back(all.back().pictures, last.size());
    errors.push_back(apart(all.back().pictures, fine.pictures));
    table.rows.push_back(
        {join(how.steps), report::decimals(all.back().seconds, 2), report::decimals(errors.back(), 3),
         all.size() < 2 ? "" : report::decimals(apart(all.back().pictures, all[all.size() - 2].pictures), 3)});
  }
  with.page.shows("Q22", errors);
  std::vector<report::picture_strip> strips;
  std::vector<std::string> words;
  for (std::size_t i = 0; i < rows.size(); ++i)
    strips.push_back({join(with.recipes.more_steps[i].steps, " steps"), rows[i].pixels()});
  strips.push_back({join(with.recipes.fine.steps, " steps"), last.pixels()});
  for (index_t n = 0; n < last.size(); ++n) words.push_back(join(n + 1));
  const std::string figure =
      report::figure(report::rows(strips, words, "a picture from noise", "picture"),
                     "The same noise and the same request in each column, w = 2. DDIM draws no noise of its own: all "
                     "rows are on the same way, and the last one walks it in the smallest steps.") +
      table.html();
  with.page.keep(figure);
  return figure +
         report::paragraph(
             join("The error is the root mean square over all pixels of the first ", last.size(),
                  " pictures, which go from −1 to 1. Q22 asks for the three errors, and whether twice the "
                  "steps, which cost twice the time, buy twice as much.")) +
         report::drawn_with(with.at.functions.taken());
}

}  // namespace sfumato::lab
