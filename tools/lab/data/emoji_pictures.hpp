#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>

#include "lab/data/emoji_atlas.hpp"
#include "sfumato/core/random.hpp"

namespace sfumato::lab {

/// How one picture differs from its drawing.
struct emoji_variation {
  bool mirrored = false;
  double tilt = 0;              ///< radians
  double scale = 1;             ///< 1: a tile is 30 pixels wide
  double right = 0, down = 0;   ///< pixels
  double hue = 0;               ///< radians on the circle of colours
  float ground[3] = {1, 1, 1};  ///< red, green, blue in [0,1]
};

/// Pictures of emoji, 32x32x3 in [-1,1]: each a drawing that is mirrored where it allows that, tilted, scaled, shifted,
/// changed in hue, on a coloured ground. A model of `dataset` and `endless`: picture i is a pure function of (seed, i),
/// for every i >= 0, and shows drawing i mod 873, so that every drawing comes equally often.
class emoji_pictures {
 public:
  static constexpr bool endless = true;
  static constexpr index_t extent = 32, epoch = 5000;

  /// size: how many pictures make an epoch.
  emoji_pictures(emoji_atlas atlas, std::uint64_t seed, index_t size = epoch);

  index_t size() const { return size_; }
  shape image_shape() const { return {extent, extent, 3}; }
  const emoji_atlas& atlas() const { return *atlas_; }
  int label(index_t i) const { return (*atlas_)[drawing(i)].group; }
  index_t drawing(index_t i) const { return i % atlas_->size(); }
  /// What is done to picture i. Throws (value) where i < 0.
  emoji_variation variation(index_t i) const;
  /// i >= 0; out (32,32,3).
  void get(index_t i, std::span<float> out) const;
  /// A drawing as such a picture.
  void draw(index_t drawing, const emoji_variation& how, std::span<float> out) const;

 private:
  std::shared_ptr<const emoji_atlas> atlas_;
  std::uint64_t seed_;
  index_t size_;
};

}  // namespace sfumato::lab
