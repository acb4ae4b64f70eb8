#include "lab/modules/module_4/colour.hpp"

#include <algorithm>

#include "lab/data/emoji_atlas.hpp"
#include "lab/model/colour_network.hpp"
#include "lab/model/colour_strip.hpp"
#include "lab/modules/module_4/professional.hpp"
#include "lab/report/numbers.hpp"
#include "lab/report/section.hpp"
#include "sfumato/core/random.hpp"

namespace sfumato::lab {

namespace {

using rule = colour_recipe::step_rule;

std::vector<int> one_of_each() {
  std::vector<int> groups;
  for (int group = 0; group < static_cast<int>(colour_groups); ++group) groups.push_back(group);
  return groups;
}

std::vector<int> first_of(const std::vector<int>& groups, std::size_t count) {
  return {groups.begin(), groups.begin() + static_cast<std::ptrdiff_t>(std::min(count, groups.size()))};
}

}  // namespace

colour_recipes::colour_recipes(std::uint64_t seed, bool quick) {
  random_sequence chance({seed, 4, 0});
  std::vector<int> groups;
  for (int i = 0; i < 16; ++i) groups.push_back(static_cast<int>(chance.below(colour_groups)));
  const std::vector<int> few = first_of(groups, quick ? 4 : 8), each = one_of_each();
  const int usual = quick ? 25 : 50;
  sixteen = {.groups = groups, .steps = usual};
  for (const int steps : {25, 50, 100}) more_steps.push_back({.groups = quick ? few : groups, .steps = steps});
  fine = {.groups = few, .steps = quick ? 200 : 400};
  for (const rule by : {rule::fixed_large, rule::fixed_small, rule::ddim})
    noises.push_back({.groups = few, .steps = usual, .by = by});
  for (const double w : {0.0, 1.0, 3.0, 7.0}) volumes.push_back({.groups = each, .steps = usual, .guidance = w});
  one = {.groups = {2}, .steps = usual, .guidance = 3, .way = true};
  for (const rule by : {rule::fixed_small, rule::ddim, rule::dpm_solver})
    ten.push_back({.groups = each, .steps = 10, .guidance = 1, .by = by});
  ten_fine = {.groups = each, .steps = quick ? 100 : 200, .guidance = 1};
}

std::vector<colour_recipe> colour_recipes::all() const {
  std::vector<colour_recipe> every = {sixteen, fine, one, ten_fine};
  for (const auto* some : {&more_steps, &noises, &volumes, &ten}) every.insert(every.end(), some->begin(), some->end());
  return every;
}

colour_row::colour_row(const image& strip, index_t first_so_many)
    : values(colour_pixels(first_so_many > 0 ? image(strip.topRows(first_so_many * colour_height)) : strip)) {}

index_t colour_row::size() const { return static_cast<index_t>(values.size()) / (colour_side * colour_side * 3); }

view<const float> colour_row::pixels() const { return {values.data(), {size(), colour_side, colour_side, 3}}; }

void add_colour(workplace& at, report::page& page) {
  const std::filesystem::path model = shipped_colour_model();
  std::error_code missing;
  if (!std::filesystem::is_directory(model, missing)) {
    report::section(page, "no_colour").set("missing_model", "datasets/models/emoji").write();
    return;
  }
  const colour_recipes recipes(at.settings.seed, at.settings.quick);
  colour_drawing drawing(at, model);
  drawing.expect(recipes.all());
  colour_material with{at, page, recipes, drawing};
  sixteen_section(with);
  more_steps_section(with);
  noises_section(with);
  volumes_section(with);
  pipeline_section(with);
  ten_section(with);
  drawing.done();
}

}  // namespace sfumato::lab
