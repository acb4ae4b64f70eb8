#pragma once

#include "2_training/embedding.registry.hpp"
#include "judge/formula/known.hpp"
#include "judge/variants.hpp"

namespace wrong {

/// Sines of t * frequency(j), then cosines.
inline curve sines_and_cosines(int t, int dimension, const std::function<scalar(int j, int half)>& frequency) {
  const int half = dimension / 2;
  curve values(dimension);
  for (int j = 0; j < half; ++j) {
    values(j) = std::sin(t * frequency(j, half));
    values(half + j) = std::cos(t * frequency(j, half));
  }
  return values;
}

inline const lab::variants<signature::time_embedding> time_embedding(
    "time_embedding",
    {{"cosines_first", "sines and cosines are swapped: the sines belong in the first half",
      [](int t, int dimension) -> curve {
        const curve values =
            sines_and_cosines(t, dimension, [](int j, int half) { return std::pow(10000.0, -1.0 * j / half); });
        curve swapped = values;
        swapped << values.tail(dimension / 2), values.head(dimension / 2);
        return swapped;
      }},
     {"alternating", "sines and cosines alternate: the first half is sines only, the second half cosines only",
      [](int t, int dimension) -> curve {
        const int half = dimension / 2;
        const curve values =
            sines_and_cosines(t, dimension, [](int j, int n) { return std::pow(10000.0, -1.0 * j / n); });
        curve alternating = values;
        for (int j = 0; j < half; ++j) {
          alternating(2 * j) = values(j);
          alternating(2 * j + 1) = values(half + j);
        }
        return alternating;
      }},
     {"half_minus_1", "j is divided by half - 1 instead of half",
      [](int t, int dimension) -> curve {
        return sines_and_cosines(t, dimension,
                                 [](int j, int half) { return std::pow(10000.0, -1.0 * j / (half - 1)); });
      }},
     {"divided_by_dimension", "j is divided by the dimension instead of half of it",
      [](int t, int dimension) -> curve {
        return sines_and_cosines(t, dimension,
                                 [](int j, int half) { return std::pow(10000.0, -1.0 * j / (2 * half)); });
      }},
     {"whole_numbers", "j / half is a division of whole numbers: it is always 0, and all frequencies are 1",
      [](int t, int dimension) -> curve { return sines_and_cosines(t, dimension, [](int, int) { return 1.0; }); }},
     {"growing", "the minus sign is missing in the exponent: the frequencies grow instead of falling",
      [](int t, int dimension) -> curve {
        return sines_and_cosines(t, dimension, [](int j, int half) { return std::pow(10000.0, 1.0 * j / half); });
      }},
     {"no_logarithm", "ln(10000) is missing: the frequencies fall only to exp(-1)",
      [](int t, int dimension) -> curve {
        return sines_and_cosines(t, dimension, [](int j, int half) { return std::exp(-1.0 * j / half); });
      }},
     {"logarithm_to_base_10", "std::log10 is used instead of the natural logarithm std::log",
      [](int t, int dimension) -> curve {
        return sines_and_cosines(t, dimension, [](int j, int half) { return std::exp(-4.0 * j / half); });
      }}});

inline const lab::known_formula time_embedding_formula(
    "time_embedding",
    "half = whole(dimension / 2); j = from_0(half); frequency = exp(-log(10000.0) * j / half); "
    "one_after_the_other(sin(frequency * t), cos(frequency * t))");

}  // namespace wrong
