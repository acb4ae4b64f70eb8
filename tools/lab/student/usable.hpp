#pragma once

#include "protocol.hpp"

namespace sfumato::lab {

/// Whether every number of a value is one.
template <class T>
bool all_finite(const T& value) {
  if constexpr (std::is_arithmetic_v<T>) {
    return std::isfinite(static_cast<double>(value));
  } else if constexpr (::lab::is_array<T>) {
    return value.isFinite().all();
  } else if constexpr (::lab::is_vector<T>) {
    return std::all_of(value.begin(), value.end(), [](const auto& part) { return all_finite(part); });
  } else if constexpr (std::is_same_v<T, std::string>) {
    return true;
  } else {
    bool finite = true;
    const_cast<T&>(value).fields([&](const char*, const auto& part) { finite = finite && all_finite(part); });
    return finite;
  }
}

/// The numbers of rows, columns and parts of a value, from outside to inside.
template <class T>
void add_sizes(std::vector<std::int64_t>& sizes, const T& value) {
  if constexpr (::lab::is_array<T>) {
    sizes.push_back(value.rows());
    sizes.push_back(value.cols());
  } else if constexpr (::lab::is_vector<T>) {
    sizes.push_back(static_cast<std::int64_t>(value.size()));
    for (const auto& part : value) add_sizes(sizes, part);
  } else if constexpr (::lab::has_fields<T>) {
    const_cast<T&>(value).fields([&](const char*, const auto& part) { add_sizes(sizes, part); });
  }
}

template <class T>
bool same_sizes(const T& a, const T& b) {
  std::vector<std::int64_t> left, right;
  add_sizes(left, a);
  add_sizes(right, b);
  return left == right;
}

}  // namespace sfumato::lab
