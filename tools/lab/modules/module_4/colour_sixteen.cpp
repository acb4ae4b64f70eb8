#include <algorithm>
#include <cmath>
#include <set>

#include "lab/model/colour_network.hpp"
#include "lab/model/colour_strip.hpp"
#include "lab/modules/module_4/colour.hpp"
#include "lab/report/numbers.hpp"
#include "lab/report/pictures.hpp"
#include "lab/report/rows.hpp"
#include "lab/report/section.hpp"
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
  return report::rows({{"our toy", above.pixels()}, {"the colour model", below.pixels()}}, {}, "a picture from noise");
}

}  // namespace

void sixteen_section(colour_material& with) {
  const generated drawn = with.drawing.draw(with.recipes.sixteen);
  const colour_row all(drawn.pictures);
  const std::vector<int>& groups = with.recipes.sixteen.groups;
  const std::set<int> kinds(groups.begin(), groups.end());
  // Who counts by eye may take one for another, or miss one.
  const auto count = static_cast<int>(kinds.size());
  for (int n = std::max(1, count - 1); n <= std::min<int>(colour_groups, count + 1); ++n)
    with.page.shows("Q21", {static_cast<double>(n)});
  report::table asked{{"picture", "asked for"}, {}, ""};
  for (std::size_t n = 0; n < groups.size(); ++n)
    asked.rows.push_back({numbered(n), colour_group_names()[static_cast<std::size_t>(groups[n])]});
  const std::string beside = toy_beside(with, drawn, with.recipes.sixteen.steps);
  report::section(with.page, "sixteen")
      .set("parameters", report::grouped(static_cast<double>(with.drawing.model().parameters())))
      .set("sixteen", report::tiles(all.pixels(), "a picture from noise", report::tile::wide))
      .set("steps", with.recipes.sixteen.steps)
      .set("asked", asked.html())
      .when("has_toy", !beside.empty())
      .set("beside", beside)
      .drawn_with(with.at.functions.taken());
}

void more_steps_section(colour_material& with) {
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
  report::section(with.page, "more_steps")
      .set("rows", report::rows(strips, words, "a picture from noise", "picture"))
      .set("table", table.html())
      .set("pictures", last.size())
      .drawn_with(with.at.functions.taken());
}

}  // namespace sfumato::lab
