#pragma once

#include <string>
#include <vector>

#include "lab/modules/module_4/colour_drawing.hpp"

namespace sfumato::lab {

/// The pages' pictures in colour, by what they are drawn with.
struct colour_recipes {
  colour_recipe sixteen;                  ///< for groups that chance has chosen
  std::vector<colour_recipe> more_steps;  ///< 25, 50 and 100
  colour_recipe fine;                     ///< what they are measured against: their first pictures in many steps
  std::vector<colour_recipe> noises;      ///< fixed_large, fixed_small, DDIM
  std::vector<colour_recipe> volumes;     ///< guidance 0, 1, 3 and 7, a picture of each group
  colour_recipe one;                      ///< that is followed from noise to picture
  std::vector<colour_recipe> ten;         ///< evaluations: DDPM, DDIM, DPM-Solver++
  colour_recipe ten_fine;                 ///< where these three would arrive

  colour_recipes(std::uint64_t seed, bool quick);
  std::vector<colour_recipe> all() const;
};

/// What the sections in colour are made of.
struct colour_material {
  workplace& at;
  report::page& page;
  const colour_recipes& recipes;
  colour_drawing& drawing;
};

void sixteen_section(colour_material& with);
void more_steps_section(colour_material& with);
void noises_section(colour_material& with);
void volumes_section(colour_material& with);
void pipeline_section(colour_material& with);
void ten_section(colour_material& with);

/// Pictures in a strip as (N,32,32,3), the first so many or all. The view is theirs.
struct colour_row {
  std::vector<float> values;

  explicit colour_row(const image& strip, index_t first_so_many = 0);
  index_t size() const;
  view<const float> pixels() const;
};

}  // namespace sfumato::lab
