#pragma once

#include "judge/session.hpp"
#include "messages/text.hpp"
#include "sfumato/core/random.hpp"

namespace lab {

/// Draws a test's inputs from the judge's seed and the test's name: the same on every run with that seed, different in
/// every test.
class inputs {
 public:
  inputs() : draw_({the_session().settings.seed, static_cast<std::uint32_t>(fingerprint(running_test())), 0}) {}

  scalar uniform(scalar low, scalar high) { return draw_.uniform(low, high); }
  /// A whole number from low to high, both included.
  int integer(int low, int high) { return low + static_cast<int>(draw_.below(static_cast<unsigned>(high - low + 1))); }
  scalar normal() {
    const scalar radius = std::sqrt(-2 * std::log(1 - draw_.uniform()));
    return radius * std::cos(6.283185307179586 * draw_.uniform());
  }

  /// Pixels in [-1,1].
  image pixels(int height, int width) {
    return image::NullaryExpr(height, width, [&](Eigen::Index) { return uniform(-1, 1); });
  }
  image noise(int height, int width) {
    return image::NullaryExpr(height, width, [&](Eigen::Index) { return normal(); });
  }
  curve normals(int count) {
    return curve::NullaryExpr(count, [&](Eigen::Index) { return normal(); });
  }
  curve uniforms(int count, scalar low, scalar high) {
    return curve::NullaryExpr(count, [&](Eigen::Index) { return uniform(low, high); });
  }
  features channels(int count, int height, int width) {
    features all;
    for (int c = 0; c < count; ++c) all.push_back(noise(height, width));
    return all;
  }

 private:
  sfumato::random_sequence draw_;
};

}  // namespace lab
