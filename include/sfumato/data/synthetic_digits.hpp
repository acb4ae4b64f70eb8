#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "sfumato/core/random.hpp"
#include "sfumato/core/shape.hpp"
#include "sfumato/data/digit_strokes.hpp"
#include "sfumato/data/digits.hpp"
#include "sfumato/data/pen_stroke.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Digits written by an invisible hand: strokes with random slant, thickness, position, proportion and curvature. A
/// model of `dataset` and `endless`: image i is a pure function of (seed, i), for every i >= 0; the classes take turns,
/// so every epoch is balanced.
///
/// Images are (side, side, 1) in [-1,1], light ink on black, framed as MNIST's are: the longer side of a digit takes
/// about 20 of 28 parts of the image. In the mean over all pixels they are as bright as MNIST's (about -0.74).
class synthetic_digits {
 public:
  static constexpr bool endless = true;

  /// size: how many images make an epoch. Throws (value) naming a digit that does not exist.
  explicit synthetic_digits(std::uint64_t seed, std::vector<int> digits = first_digits(10), index_t size = 24000,
                            index_t side = 16)
      : seed_(seed), classes_(std::move(digits)), size_(size), side_(side) {
    require_digits(classes_);
    require(size >= 1 && side >= 12, error_kind::value,
            "synthetic_digits: expected at least 1 image with a side of at least 12, got ", size, " and ", side);
  }

  index_t size() const { return size_; }
  shape image_shape() const { return {side_, side_, 1}; }
  const std::vector<int>& classes() const { return classes_; }
  int label(index_t i) const { return static_cast<int>(i % static_cast<index_t>(classes_.size())); }

  template <class T>
  void get(index_t i, std::span<T> out) const {
    // Apart from every other use of the same seed.
    constexpr std::uint64_t handwriting_stream = 0x68616e6477726974u;
    require(i >= 0, error_kind::value, "synthetic_digits: expected an image of at least 0, got ", i);
    const auto number = static_cast<std::uint64_t>(i);
    random_sequence random(
        {seed_ ^ handwriting_stream, static_cast<std::uint32_t>(number), static_cast<std::uint32_t>(number >> 32)});
    detail::pen_line line{};
    const auto ways = detail::handwriting(classes_[static_cast<std::size_t>(label(i))]);
    scribble(ways[random.below(ways.size())], random, line);
    place(random, line);
    const double radius = random.uniform(.03, .055) * static_cast<double>(side_);
    detail::ink(line, static_cast<float>(radius), side_, out);
  }

 private:
  /// The glyph as one hand would write it: knots a little off, bent, leaning, wide or narrow.
  static void scribble(detail::glyph glyph, random_sequence& random, detail::pen_line& line) {
    std::array<detail::knot, 16> knots;
    std::copy(glyph.begin(), glyph.end(), knots.begin());
    for (std::size_t k = 0; k < glyph.size(); ++k) {
      knots[k].x += bell(random, .06f);
      knots[k].y += bell(random, .05f);
    }
    detail::trace(std::span(knots).first(glyph.size()), line);

    const float bend_x = bell(random, .1f), bend_y = bell(random, .08f);
    const float phase_x = bell(random, 3.f), phase_y = bell(random, 3.f);
    const float slant = .15f + bell(random, .5f), turn = bell(random, .15f), width = 1.f + bell(random, .4f);
    for (std::size_t k = 0; k < line.count; ++k) {
      detail::point& p = line.points[k];
      const float x = p.x - .45f + bend_x * std::sin(4.f * p.y + phase_x);
      const float y = p.y - .5f + bend_y * std::sin(4.f * p.x + phase_y);
      const float leaning = width * x - slant * y;
      p = {leaning - turn * y, y + turn * leaning};
    }
  }

  /// Fits the line into the frame and moves it a little.
  void place(random_sequence& random, detail::pen_line& line) const {
    detail::point low = line.points[0], high = low;
    for (std::size_t k = 1; k < line.count; ++k) {
      low = {(std::min)(low.x, line.points[k].x), (std::min)(low.y, line.points[k].y)};
      high = {(std::max)(high.x, line.points[k].x), (std::max)(high.y, line.points[k].y)};
    }
    const auto side = static_cast<float>(side_);
    const float extent = (std::max)({high.x - low.x, high.y - low.y, .1f});
    const float scale = side * (.63f + bell(random, .08f)) / extent;
    const detail::point centre{side * (.5f + bell(random, .05f)), side * (.5f + bell(random, .05f))};
    for (std::size_t k = 0; k < line.count; ++k)
      line.points[k] = centre + scale * (line.points[k] - .5f * (low + high));
  }

  /// A bell-shaped number in (-reach, reach): the mean of three uniform ones, standard deviation reach / 3.
  static float bell(random_sequence& random, float reach) {
    const double sum = random.uniform() + random.uniform() + random.uniform();
    return reach * static_cast<float>(sum / 1.5 - 1.0);
  }

  std::uint64_t seed_;
  std::vector<int> classes_;
  index_t size_, side_;
};

}  // namespace sfumato
