#pragma once

#include "1_forward/schedule.registry.hpp"
#include "judge/formula/known.hpp"
#include "judge/variants.hpp"

namespace wrong {

inline curve line(int timesteps, scalar first, scalar slope) {
  return curve::NullaryExpr(timesteps, [=](Eigen::Index t) { return first + slope * static_cast<scalar>(t); });
}

inline const lab::variants<signature::linear_betas> linear_betas(
    "linear_betas",
    {{"never_reaches_the_last", "t is divided by timesteps instead of by timesteps - 1: the line never reaches `last`",
      [](int timesteps, scalar first, scalar last) { return line(timesteps, first, (last - first) / timesteps); }},
     {"counted_from_1", "t counts from 1 instead of from 0",
      [](int timesteps, scalar first, scalar last) {
        return line(timesteps, first + (last - first) / timesteps, (last - first) / timesteps);
      }},
     {"first_is_forgotten", "`first` is not added: the line starts at 0",
      [](int timesteps, scalar first, scalar last) { return line(timesteps, 0, (last - first) / (timesteps - 1)); }},
     {"integer_division", "t / (timesteps - 1) is a division of whole numbers: it gives 0 until the very last t",
      [](int timesteps, scalar first, scalar last) {
        curve betas = curve::Constant(timesteps, first);
        betas(timesteps - 1) = last;
        return betas;
      }},
     {"backwards", "`first` and `last` are swapped", [](int timesteps, scalar first, scalar last) {
        return line(timesteps, last, (first - last) / (timesteps - 1));
      }}});

inline const lab::known_formula linear_betas_formula(
    "linear_betas", "t = from_0(timesteps); first + (last - first) * t / (timesteps - 1)");

}  // namespace wrong
