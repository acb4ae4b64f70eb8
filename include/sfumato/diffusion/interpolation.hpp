#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "sfumato/core/error.hpp"
#include "sfumato/core/finite.hpp"
#include "sfumato/core/view.hpp"

namespace sfumato::inline SFUMATO_ISA {

namespace detail {

inline double dot(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// Divides by the norm, which it returns; 0 stays 0.
inline double normalize(std::span<double> a) {
  const double norm = std::sqrt(dot(a, a));
  for (double& x : a) x = norm > 0 ? x / norm : 0;
  return norm;
}

/// b less its part along the unit vector a.
inline void make_perpendicular(std::span<double> b, std::span<const double> a) {
  const double along = dot(a, b);
  for (std::size_t i = 0; i < b.size(); ++i) b[i] -= along * a[i];
}

/// One row of slerp; u in (0,1).
template <class T>
void slerp_row(std::span<const T> from, std::span<const T> to, double u, std::span<T> out) {
  std::vector<double> a(from.begin(), from.end()), b(to.begin(), to.end());
  const double norm_a = normalize(a), norm_b = normalize(b);
  std::vector<double> sum(a), difference(a);
  for (std::size_t i = 0; i < a.size(); ++i) sum[i] += b[i], difference[i] -= b[i];
  // As exact near 0 and pi as between, unlike acos(a.b).
  const double angle = 2 * std::atan2(std::sqrt(dot(difference, difference)), std::sqrt(dot(sum, sum)));

  // a turned towards b, in the plane of a and a unit vector e perpendicular to it.
  std::vector<double>& e = b;
  make_perpendicular(e, a);
  if (normalize(e) < 1e-9) {
    // Equal directions need no e. Of opposite ones every e is as good: the axis that a points along least.
    const auto least =
        std::min_element(a.begin(), a.end(), [](double x, double y) { return std::abs(x) < std::abs(y); });
    const auto axis = static_cast<std::size_t>(least - a.begin());
    std::fill(e.begin(), e.end(), 0.0);
    e[axis] = 1;
  }
  make_perpendicular(e, a);  // again: what was nearly along a has lost digits
  normalize(e);
  const double norm = (1 - u) * norm_a + u * norm_b, along = std::cos(u * angle), across = std::sin(u * angle);
  // No angle where one of them is 0, and nothing to turn into where there is but one number.
  const bool straight = !(norm_a > 0) || !(norm_b > 0) || a.size() == 1;
  for (std::size_t i = 0; i < a.size(); ++i)
    out[i] = static_cast<T>(straight ? (1 - u) * static_cast<double>(from[i]) + u * static_cast<double>(to[i])
                                     : norm * (along * a[i] + across * e[i]));
}

}  // namespace detail

/// Between two noises a and b, (N,H,W,C) or any shape of rows, on the host; u from 0 (a, to the bit) to 1 (b): for each
/// row the way over the sphere instead of through it (Shoemake 1985), with theta the angle between them
///
///   out = sin((1-u) theta)/sin(theta) a + sin(u theta)/sin(theta) b
///
/// for rows of one norm; of two norms, directions go over the sphere and the norm goes evenly. So noise stays as long
/// as noise is, while (1-u) a + u b would be shorter, which networks have never seen. Where a and b point opposite
/// ways, one of the many ways is taken, always the same. Throws (shape) if shapes differ, (value) for a u outside [0,1]
/// or numbers that are not finite.
template <class T>
std::vector<T> slerp(view<const T> a, view<const T> b, double u) {
  require(a.extent == b.extent && a.data && b.data && a.size() > 0, error_kind::shape,
          "slerp: expected two noises of one shape, got ", a.extent, " and ", b.extent);
  require(in_range(u, 0.0, 1.0), error_kind::value, "slerp: expected u from 0 to 1, got ", u);
  for (const view<const T>& given : {a, b})
    for (const T& x : given.span()) require(is_finite(x), error_kind::value, "slerp: expected finite noises, got ", x);
  const view<const T>& nearest = u < 1 ? a : b;
  std::vector<T> out(nearest.span().begin(), nearest.span().end());
  if (u == 0 || u == 1) return out;
  const view<T> result(out.data(), a.extent);
  for (index_t n = 0; n < a.extent[0]; ++n) detail::slerp_row<T>(a.row(n), b.row(n), u, result.row(n));
  return out;
}

}  // namespace sfumato
