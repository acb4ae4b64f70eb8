#include "judge/observations.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "messages/text.hpp"

namespace lab {
namespace {

bool near(double a, double b) { return std::abs(a - b) <= 1e-9 * (1 + std::abs(a)) && std::isfinite(b); }

/// Whether number i of the answer is what `wanted` says, for every i.
bool all_are(const std::vector<double>& got, const std::function<double(std::size_t)>& wanted) {
  for (std::size_t i = 0; i < got.size(); ++i)
    if (!near(wanted(i), got[i])) return false;
  return true;
}

std::string about_not_a_number(const numbers& got) {
  bool nan = false, never_stored = false;
  for (const double value : got.leaves) {
    nan = nan || std::isnan(value);
    // Arrays begin as NaN without a sign; those that x86 processors make themselves have one.
    never_stored = never_stored || (std::isnan(value) && !std::signbit(value));
  }
  if (!nan) return "\ninf comes of a division by 0, of the logarithm of 0, or of numbers that grow without end.";
#if defined(__x86_64__)
  if (never_stored)
    return "\nnan stands where nothing was ever stored: an image or curve begins without numbers. Does the loop reach "
           "every place, from 0 on, and does a sum begin with image::Zero(rows, columns) or curve::Zero(n), a product "
           "with Ones?";
  return "\nnan comes of 0 / 0, of the square root or logarithm of a negative number, or of inf - inf.";
#else
  return "\nnan comes of 0 / 0, of the square root or logarithm of a negative number, or stands where nothing was ever "
         "stored.";
#endif
}

/// Numbers that agree to about seven digits and no further.
bool rounded_to_float(const numbers& expected, const numbers& got) {
  for (std::size_t i = 0; i < got.leaves.size(); ++i)
    if (!(std::abs(expected.leaves[i] - got.leaves[i]) <= 2e-6 * (std::abs(expected.leaves[i]) + 0.05))) return false;
  return true;
}

std::string about_a_factor(const std::vector<double>& expected, const std::vector<double>& got) {
  const auto largest =
      std::max_element(expected.begin(), expected.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
  if (largest == expected.end() || *largest == 0) return "";
  const double factor = got[static_cast<std::size_t>(largest - expected.begin())] / *largest;
  const bool telling = got.size() > 1 || factor == std::round(factor) || 1 / factor == std::round(1 / factor);
  if (!telling || !all_are(got, [&](std::size_t i) { return factor * expected[i]; })) return "";
  if (factor == 0) return "\nEverything is 0. Was the result stored, or multiplied by something that is 0?";
  if (near(factor, -1)) return text("\n", got.size() > 1 ? "Every number is" : "It is", " right but for its sign.");
  return text("\n", got.size() > 1 ? "Every number is " : "It is ", factor,
              " times what it should be: a factor is missing, or one too many.");
}

std::string about_an_offset(const std::vector<double>& expected, const std::vector<double>& got) {
  const double more = got[0] - expected[0];
  if (got.size() < 2 || !all_are(got, [&](std::size_t i) { return expected[i] + more; })) return "";
  return text("\nEvery number is ", std::abs(more), more > 0 ? " too large" : " too small", ": something is ",
              more > 0 ? "added that does not belong there, or not subtracted."
                       : "not added, or subtracted that does not belong there.");
}

std::string about_the_order(const numbers& expected, const numbers& got) {
  const auto& e = expected.leaves;
  const auto& g = got.leaves;
  const std::size_t n = g.size();
  if (n < 3) return "";
  if (all_are(g, [&](std::size_t i) { return e[n - 1 - i]; }))
    return "\nThe numbers are right, in the wrong order: the first comes last.";
  const auto columns = static_cast<std::size_t>(expected.columns), rows = static_cast<std::size_t>(expected.rows);
  if (expected.rows == expected.columns && rows > 1 &&
      all_are(g, [&](std::size_t i) { return e[i % columns * columns + i / columns]; }))
    return "\nRows and columns are swapped.";
  if (n > 3 && std::equal(e.begin() + 1, e.end(), g.begin(), near))
    return "\nEvery number stands one place too early: an index is one off.";
  if (n > 3 && std::equal(e.begin(), e.end() - 1, g.begin() + 1, near))
    return "\nEvery number stands one place too late: an index is one off.";
  return "";
}

/// What the wrong ones have in common.
std::string about_a_part(const numbers& expected, const numbers& got) {
  std::vector<std::size_t> wrong;
  bool first_pixels = true;  // whether just those are right
  const std::size_t n = got.leaves.size();
  for (std::size_t i = 0; i < n; ++i) {
    const bool right = near(expected.leaves[i], got.leaves[i]);
    if (!right) wrong.push_back(i);
    const std::string& at = got.places[i];
    first_pixels = first_pixels && right == (at.size() > 4 && at.compare(at.size() - 5, 5, "(0,0)") == 0);
  }
  if (n < 4 || wrong.empty() || wrong.size() == n) return "";
  if (first_pixels) return "\nOnly the first pixel is right. Does the formula reach every pixel?";
  if (wrong.size() == 1)
    return text("\nOnly ",
                wrong[0] == 0       ? "the first number is"
                : wrong[0] == n - 1 ? "the last number is"
                                    : "this one is",
                " wrong, all others are right.", wrong[0] == n - 1 ? " Does a loop end too early?" : "");
  const bool in_a_row = wrong.back() - wrong.front() + 1 == wrong.size();
  const bool untouched =
      std::all_of(wrong.begin(), wrong.end(), [&](std::size_t i) { return got.leaves[i] == got.leaves[wrong[0]]; });
  if (in_a_row && wrong.back() == n - 1)
    return text("\nAll is right up to ", got.places[wrong[0] - 1], "; from there on it is wrong.",
                untouched ? " Does a loop end too early?" : "");
  if (in_a_row && wrong.front() == 0)
    return text("\nIt is wrong up to ", got.places[wrong.back()],
                ", and right from there on. Does a loop begin at 1 instead of at 0, so that the first is skipped?");
  return "";
}

/// An argument that came back as it was given.
std::string about_arguments(const numbers& got, const surroundings& given) {
  if (got.leaves.size() < 2) return "";
  for (const auto& [name, value] : given.values)
    if (value.size() == static_cast<Eigen::Index>(got.leaves.size()) &&
        all_are(got.leaves, [&, &v = value](std::size_t i) { return v.data()[i]; }))
      return text("\nThis is what comes out when ", name, " is returned as it was given, unchanged.");
  return "";
}

}  // namespace

std::string observed(const numbers& expected, const numbers& got, const surroundings& given) {
  if (!got.are_numbers || got.leaves.size() != expected.leaves.size() || got.leaves.empty()) return "";
  const bool finite = std::all_of(got.leaves.begin(), got.leaves.end(), [](double v) { return std::isfinite(v); });
  if (!finite) return about_not_a_number(got);
  if (rounded_to_float(expected, got))
    return "\nThey agree to about seven digits, which is all that a float keeps. Is there a float? Write scalar, which "
           "has sixteen.";
  for (const std::string& words :
       {about_arguments(got, given), about_a_factor(expected.leaves, got.leaves),
        about_an_offset(expected.leaves, got.leaves), about_the_order(expected, got), about_a_part(expected, got)})
    if (!words.empty()) return words;
  return "";
}

std::string observed_size(const numbers& expected, const numbers& got, const surroundings& given) {
  if (expected.rows > 0 && expected.rows == got.columns && expected.columns == got.rows)
    return "\nRows and columns are swapped: the result is transposed.";
  for (const auto& [name, value] : given.values)
    if (got.rows > 0 && value.rows() == got.rows && value.cols() == got.columns)
      return text("\nThat is the size of ", name, "; the result needs another number of ",
                  got.rows == expected.rows         ? "columns."
                  : got.columns == expected.columns ? "rows."
                                                    : "rows and columns.");
  const std::size_t has = got.leaves.size(), needs = expected.leaves.size();
  if (has == 0) return "\nThe result is empty: nothing was stored in it, or appended to it.";
  if (expected.rows > 0 || needs == 0) return "";
  if (has == 2 * needs)
    return "\nIt is twice as long as it should be: is everything appended to a list that is full already?";
  return has > needs ? text("\nThat is ", has - needs, " too many.") : text("\nThat is ", needs - has, " too few.");
}

}  // namespace lab
