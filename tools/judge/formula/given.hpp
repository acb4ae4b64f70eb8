#pragma once

#include "judge/compare.hpp"
#include "judge/formula/value.hpp"
#include "judge/observations.hpp"
#include "protocol.hpp"

namespace lab {

/// Adds a value under its name, in the shape that formulas use; what has none is left out.
template <class T>
void put_under(const std::string& name, const T& value, surroundings& given) {
  if constexpr (std::is_arithmetic_v<T>) {
    given.values[name] = image::Constant(1, 1, static_cast<scalar>(value));
    if (std::is_integral_v<T>) given.whole.insert(name);
  } else if constexpr (is_array<T>) {
    given.values[name] = value;
  } else if constexpr (std::is_same_v<T, features>) {
    image rows(static_cast<Eigen::Index>(value.size()), value.empty() ? 0 : value[0].size());
    for (std::size_t c = 0; c < value.size(); ++c) {
      if (value[c].size() != rows.cols()) return;
      rows.row(static_cast<Eigen::Index>(c)) = Eigen::Map<const image>(value[c].data(), 1, rows.cols());
    }
    given.values[name] = rows;
  } else if constexpr (has_fields<T>) {
    const_cast<T&>(value).fields(
        [&](const char* field, const auto& part) { put_under(name + "." + field, part, given); });
  }
}

/// What an observation, and the end of a formula, see of a value.
template <class T>
numbers in_numbers(const T& value) {
  numbers all;
  if constexpr (std::is_same_v<T, image>) {
    all.rows = value.rows();
    all.columns = value.cols();
  }
  visit_leaves(value, {}, [&](const leaf& l) {
    all.leaves.push_back(l.number);
    all.are_numbers = all.are_numbers && l.text.empty();
    all.places.push_back(l.at.written);
  });
  return all;
}

}  // namespace lab
