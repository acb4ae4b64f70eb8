#pragma once

#include <cmath>
#include <optional>
#include <tuple>
#include <vector>

#include "messages/text.hpp"
#include "protocol.hpp"

namespace lab {

/// Where in a value: its indices from outside to inside, as the student would write them.
struct place {
  std::vector<Eigen::Index> index;
  std::string written;  // "(2,3)", "[1](2,3)", ".mean(4)"

  Eigen::Index i() const { return index.at(0); }
  Eigen::Index c() const { return index.at(0); }
  Eigen::Index y() const { return index.at(index.size() - 2); }
  Eigen::Index x() const { return index.at(index.size() - 1); }
};

/// One number of a value, or a text.
struct leaf {
  place at;
  double number = 0;
  std::string text;
};

/// Visits every number of a value in order.
template <class T, class Visitor>
void visit_leaves(const T& value, const place& at, Visitor&& visit) {
  const auto step = [&](Eigen::Index i, const std::string& written) {
    place inner = at;
    inner.index.push_back(i);
    inner.written += written;
    return inner;
  };
  if constexpr (std::is_arithmetic_v<T>) {
    visit(leaf{at, static_cast<double>(value), {}});
  } else if constexpr (std::is_same_v<T, std::string>) {
    visit(leaf{at, 0, value});
  } else if constexpr (std::is_same_v<T, curve>) {
    for (Eigen::Index i = 0; i < value.size(); ++i) visit(leaf{step(i, text("(", i, ")")), value(i), {}});
  } else if constexpr (std::is_same_v<T, image>) {
    for (Eigen::Index y = 0; y < value.rows(); ++y)
      for (Eigen::Index x = 0; x < value.cols(); ++x) {
        place pixel = step(y, text("(", y, ",", x, ")"));
        pixel.index.push_back(x);
        visit(leaf{pixel, value(y, x), {}});
      }
  } else if constexpr (is_vector<T>) {
    for (std::size_t i = 0; i < value.size(); ++i)
      visit_leaves(value[i], step(static_cast<Eigen::Index>(i), text("[", i, "]")), visit);
  } else {
    const_cast<T&>(value).fields([&](const char* name, const auto& part) {
      place inner = at;
      inner.written += std::string(".") + name;
      visit_leaves(part, inner, visit);
    });
  }
}

/// The size of a value in words: "an image of 3 x 4", "a list of 5".
template <class T>
std::string size_in_words(const T& value) {
  if constexpr (std::is_same_v<T, image>) {
    return text("an image of ", value.rows(), " x ", value.cols());
  } else if constexpr (std::is_same_v<T, curve>) {
    return text("a curve of ", value.size(), value.size() == 1 ? " number" : " numbers");
  } else if constexpr (is_vector<T>) {
    std::string words = text("a list of ", value.size());
    if constexpr (!std::is_arithmetic_v<typename T::value_type>) {
      std::vector<std::string> parts;
      for (const auto& part : value) parts.push_back(size_in_words(part));
      bool same = true;
      for (const auto& part : parts) same = same && part == parts.front();
      if (!parts.empty() && same) words += text(", each ", parts.front());
      for (std::size_t i = 0; !same && i < parts.size(); ++i) words += (i == 0 ? ": " : ", ") + parts[i];
    }
    return words;
  } else if constexpr (std::is_same_v<T, std::string>) {
    return "a text";
  } else if constexpr (std::is_arithmetic_v<T>) {
    return "one number";
  } else {
    std::string words;
    const_cast<T&>(value).fields([&](const char* name, const auto& part) {
      words += text(words.empty() ? "" : ", ", name, ": ", size_in_words(part));
    });
    return words;
  }
}

/// Equal up to rounding; never true for NaN or infinity.
inline bool nearly_equal(double expected, double got, double tolerance) {
  return std::abs(expected - got) <= tolerance * (1 + std::abs(expected)) && std::isfinite(got);
}

struct difference {
  enum { size, not_finite, value } what = value;
  leaf expected, got;
};

/// The first place where two values differ; a NaN is reported before any wrong number.
template <class T>
std::optional<difference> first_difference(const T& expected, const T& got, double tolerance) {
  if (size_in_words(expected) != size_in_words(got)) return difference{difference::size, {}, {}};
  std::vector<leaf> wanted;
  visit_leaves(expected, {}, [&](leaf l) { wanted.push_back(std::move(l)); });
  std::optional<difference> first;
  std::size_t i = 0;
  visit_leaves(got, {}, [&](leaf l) {
    const leaf& want = wanted[i++];
    const bool finite = std::isfinite(l.number);
    const bool worse = !first || (!finite && first->what == difference::value);
    if (worse && !(nearly_equal(want.number, l.number, tolerance) && want.text == l.text))
      first = difference{finite ? difference::value : difference::not_finite, want, l};
  });
  return first;
}

/// A value as a message shows it: numbers themselves, arrays by their size.
template <class T>
std::string in_words(const T& value) {
  if constexpr (std::is_arithmetic_v<T>) {
    return text(value);
  } else if constexpr (std::is_same_v<T, std::string>) {
    return "\"" + value + "\"";
  } else {
    return size_in_words(value);
  }
}

}  // namespace lab
