#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>

#include "sfumato/core/shape.hpp"
#include "sfumato/data/digit_strokes.hpp"

namespace sfumato::inline SFUMATO_ISA::detail {

struct point {
  float x, y;
};

inline point operator+(point a, point b) { return {a.x + b.x, a.y + b.y}; }
inline point operator-(point a, point b) { return {a.x - b.x, a.y - b.y}; }
inline point operator*(float s, point p) { return {s * p.x, s * p.y}; }
inline float dot(point a, point b) { return a.x * b.x + a.y * b.y; }

/// A drawn line: points, some of which begin a new stroke. Of fixed capacity, so that drawing allocates nothing.
struct pen_line {
  static constexpr std::size_t pieces = 6;  // straight pieces between two knots
  static constexpr std::size_t capacity = 16 * pieces;

  std::array<point, capacity> points;
  std::array<bool, capacity> begins;
  std::size_t count = 0;

  void add(point p, bool begin) {
    points[count] = p;
    begins[count++] = begin;
  }
};

/// Joins the knots by a Catmull-Rom curve (Catmull & Rom 1974): through every knot, with the tangent parallel to the
/// line between its neighbours; at ends and corners it starts towards the next knot.
inline void trace(std::span<const knot> knots, pen_line& line) {
  const auto at = [&](std::size_t i) { return point{knots[i].x, knots[i].y}; };
  for (std::size_t i = 0; i < knots.size(); ++i) {
    if (knots[i].how == pen::down) {
      line.add(at(i), true);
      continue;
    }
    const point b = at(i - 1), c = at(i);
    const point a = knots[i - 1].how == pen::curve ? at(i - 2) : b;
    const bool ends = knots[i].how == pen::corner || i + 1 == knots.size() || knots[i + 1].how == pen::down;
    const point d = ends ? c : at(i + 1);
    for (std::size_t piece = 1; piece <= pen_line::pieces; ++piece) {
      const float t = static_cast<float>(piece) / static_cast<float>(pen_line::pieces);
      const point p = 2.f * b + t * (c - a) + (t * t) * (2.f * a - 5.f * b + 4.f * c - d) +
                      (t * t * t) * (3.f * b - a - 3.f * c + d);
      line.add(.5f * p, false);
    }
  }
}

/// Draws the line with a round pen into side x side pixels, ink 1 on background -1. Coordinates and radius in pixels,
/// the centre of the first pixel at (0.5, 0.5). An edge is soft over `blur` = 1.4 pixels, as after an area-average
/// resize: with d the distance of a pixel's centre from the line, its ink is (radius - d) / blur + 1/2 within [0,1].
template <class T>
void ink(const pen_line& line, float radius, index_t side, std::span<T> out) {
  constexpr float blur = 1.4f;
  const float reach = radius + .5f * blur;
  std::fill(out.begin(), out.end(), static_cast<T>(reach * reach));  // squared distances first
  const auto pixel = [&](float v) { return std::clamp(static_cast<index_t>(std::floor(v)), index_t{0}, side - 1); };
  for (std::size_t i = 0; i < line.count; ++i) {
    const point b = line.points[i];
    const point a = line.begins[i] ? b : line.points[i - 1];
    const point along = b - a;
    const float length2 = (std::max)(dot(along, along), 1e-12f);
    const index_t left = pixel((std::min)(a.x, b.x) - reach), right = pixel((std::max)(a.x, b.x) + reach);
    const index_t top = pixel((std::min)(a.y, b.y) - reach), bottom = pixel((std::max)(a.y, b.y) + reach);
    for (index_t y = top; y <= bottom; ++y)
      for (index_t x = left; x <= right; ++x) {
        const point to = point{static_cast<float>(x) + .5f, static_cast<float>(y) + .5f} - a;
        const point away = to - std::clamp(dot(to, along) / length2, 0.f, 1.f) * along;
        T& nearest = out[static_cast<std::size_t>(y * side + x)];
        nearest = (std::min)(nearest, static_cast<T>(dot(away, away)));
      }
  }
  for (T& value : out) {
    const float covered = std::clamp((reach - std::sqrt(static_cast<float>(value))) / blur, 0.f, 1.f);
    value = static_cast<T>(2.f * covered - 1.f);
  }
}

}  // namespace sfumato::detail
