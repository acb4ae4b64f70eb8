#pragma once

#include <span>
#include <vector>

#include "lab/data/emoji_pictures.hpp"

namespace sfumato::lab {

/// How far a picture is from a drawing, in the alignment in which they are nearest.
struct drawing_distance {
  index_t drawing = 0;
  double distance = 0;  ///< root mean square over all pixels, which go from -1 to 1
};

/// The training drawing nearest to a picture, over the alignments in which pictures for training are made: mirrored,
/// tilted, scaled, shifted, turned in hue, on the ground that fits best. All drawings are compared in a few alignments;
/// of the best dozen every one is moved as long as that brings it nearer. So the true nearest one may be missed by a
/// little: distances are from above.
class nearest_drawing {
 public:
  explicit nearest_drawing(const emoji_pictures& training);

  /// picture: (32,32,3) in [-1,1].
  drawing_distance find(std::span<const float> picture) const;

 private:
  struct rendered {
    index_t drawing = 0;
    emoji_variation how;
    std::vector<float> colour, ground;  ///< a pixel is colour + ground g, in [0,1]
  };
  rendered render(index_t drawing, const emoji_variation& how) const;
  static double distance(std::span<const float> picture, const rendered& drawing);
  drawing_distance moved(std::span<const float> picture, index_t drawing, emoji_variation how) const;

  const emoji_pictures& training_;
  std::vector<rendered> first_;  ///< the few alignments of all drawings
};

}  // namespace sfumato::lab
