#pragma once

#include "4_professional/group_norm.registry.hpp"
#include "judge/formula/known.hpp"
#include "judge/variants.hpp"

namespace wrong {

/// What group norm is made of; each mistake changes one thing.
struct norm_recipe {
  bool neighbours = true;  // which channels are one group
  scalar fewer = 0;        // n - fewer divides the variance
  std::function<scalar(scalar variance, scalar epsilon)> spread = [](scalar variance, scalar epsilon) {
    return std::sqrt(variance + epsilon);
  };
};

inline features normed(const features& x, int groups, const curve& scale, const curve& shift, scalar epsilon,
                       const norm_recipe& recipe = {}) {
  const std::size_t all = x.size(), parts = static_cast<std::size_t>(groups);
  features y = x;
  for (std::size_t g = 0; g < parts; ++g) {
    std::vector<std::size_t> members;
    for (std::size_t c = 0; c < all; ++c)
      if ((recipe.neighbours ? c / (all / parts) : c % parts) == g) members.push_back(c);
    scalar n = 0, sum = 0, squares = 0;
    for (const std::size_t c : members) n += static_cast<scalar>(x[c].size()), sum += x[c].sum();
    for (const std::size_t c : members) squares += (x[c] - sum / n).square().sum();
    for (const std::size_t c : members) {
      const auto i = static_cast<Eigen::Index>(c);
      y[c] = (x[c] - sum / n) / recipe.spread(squares / (n - recipe.fewer), epsilon) * scale(i) + shift(i);
    }
  }
  return y;
}

/// Groups one after the other, with sums that go on from what the group before has left.
inline features normed_with_leftovers(const features& x, int groups, const curve& scale, const curve& shift,
                                      scalar epsilon, bool mean_too) {
  const int channels = static_cast<int>(x.size()), in_group = channels / groups;
  features y = x;
  scalar mean = 0, variance = 0;
  for (int first = 0; first < channels; first += in_group) {
    if (!mean_too) mean = 0;
    for (int c = first; c < first + in_group; ++c) mean += x[c].mean() / in_group;
    for (int c = first; c < first + in_group; ++c) variance += (x[c] - mean).square().mean() / in_group;
    for (int c = first; c < first + in_group; ++c)
      y[c] = (x[c] - mean) / std::sqrt(variance + epsilon) * scale(c) + shift(c);
  }
  return y;
}

inline const lab::variants<signature::group_norm> group_norm(
    "group_norm",
    {{"variance_by_n_minus_1", "the variance is divided by n - 1 instead of n",
      [](const features& x, int groups, const curve& scale, const curve& shift, scalar epsilon) -> features {
        return normed(x, groups, scale, shift, epsilon, {.fewer = 1});
      }},
     {"one_group", "all channels are one group: that is layer norm",
      [](const features& x, int, const curve& scale, const curve& shift, scalar epsilon) -> features {
        return normed(x, 1, scale, shift, epsilon);
      }},
     {"channel_by_channel", "each channel has a mean and a variance of its own: that is instance norm",
      [](const features& x, int, const curve& scale, const curve& shift, scalar epsilon) -> features {
        return normed(x, static_cast<int>(x.size()), scale, shift, epsilon);
      }},
     {"interleaved_groups", "channels far apart share a group: a group is made of neighbouring channels",
      [](const features& x, int groups, const curve& scale, const curve& shift, scalar epsilon) -> features {
        return normed(x, groups, scale, shift, epsilon, {.neighbours = false});
      }},
     {"groups_and_their_size_swapped", "groups is taken for the number of channels in a group",
      [](const features& x, int groups, const curve& scale, const curve& shift, scalar epsilon) -> features {
        return normed(x, static_cast<int>(x.size()) / groups, scale, shift, epsilon);
      }},
     {"epsilon_outside_of_the_root", "epsilon is added outside of the square root: it belongs to the variance",
      [](const features& x, int groups, const curve& scale, const curve& shift, scalar epsilon) -> features {
        return normed(x, groups, scale, shift, epsilon,
                      {.spread = [](scalar variance, scalar small) { return std::sqrt(variance) + small; }});
      }},
     {"no_epsilon", "epsilon is left out",
      [](const features& x, int groups, const curve& scale, const curve& shift, scalar epsilon) -> features {
        return normed(x, groups, scale, shift, epsilon,
                      {.spread = [](scalar variance, scalar) { return std::sqrt(variance); }});
      }},
     {"no_root", "the square root is missing: that divides by the variance",
      [](const features& x, int groups, const curve& scale, const curve& shift, scalar epsilon) -> features {
        return normed(x, groups, scale, shift, epsilon,
                      {.spread = [](scalar variance, scalar small) { return variance + small; }});
      }},
     {"no_scale_and_shift", "scale and shift are left out",
      [](const features& x, int groups, const curve& scale, const curve& shift, scalar epsilon) -> features {
        return normed(x, groups, curve::Ones(scale.size()), curve::Zero(shift.size()), epsilon);
      }},
     {"scale_of_the_first_channel", "all channels get the scale and shift of the first: channel c gets those of c",
      [](const features& x, int groups, const curve& scale, const curve& shift, scalar epsilon) -> features {
        return normed(x, groups, curve::Constant(scale.size(), scale(0)), curve::Constant(shift.size(), shift(0)),
                      epsilon);
      }}},
    {{"left_over_from_the_group_before", "mean and variance are not set back to 0 for the next group",
      [](const features& x, int groups, const curve& scale, const curve& shift, scalar epsilon) -> features {
        return normed_with_leftovers(x, groups, scale, shift, epsilon, true);
      }},
     {"variance_left_over", "the variance is not set back to 0 for the next group",
      [](const features& x, int groups, const curve& scale, const curve& shift, scalar epsilon) -> features {
        return normed_with_leftovers(x, groups, scale, shift, epsilon, false);
      }},
     {"scale_of_the_group",
      "all channels of a group get the scale and shift of its first channel: each needs its own, scale(c)",
      [](const features& x, int groups, const curve& scale, const curve& shift, scalar epsilon) -> features {
        const Eigen::Index in_group = scale.size() / groups;
        curve first = scale, offset = shift;
        for (Eigen::Index c = 0; c < scale.size(); ++c) {
          first(c) = scale(c / in_group * in_group);
          offset(c) = shift(c / in_group * in_group);
        }
        return normed(x, groups, first, offset, epsilon);
      }}});

inline const lab::known_formula group_norm_formula(
    "group_norm",
    "mean = group_mean(x, groups); variance = group_mean(square(x - mean), groups); (x - mean) / sqrt(variance + "
    "epsilon) * scale + shift");

}  // namespace wrong
