#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "sfumato/core/shape.hpp"

namespace sfumato::lab {

struct emoji_drawing {
  std::string name;
  int group = 0;        ///< index into emoji_atlas::groups()
  bool mirror = false;  ///< whether it is as right when mirrored
};

/// The drawings of datasets/emoji, as square tiles of red, green, blue and cover in [0,1], the colours already
/// multiplied by the cover: on a ground g a pixel is colour + (1 - cover) g.
class emoji_atlas {
 public:
  static constexpr index_t samples = 4;  ///< of a pixel

  /// Reads atlas.json and atlas.png. Throws (io) naming the file that is missing, damaged, or does not fit the other.
  static emoji_atlas read(const std::filesystem::path& folder);

  index_t size() const { return static_cast<index_t>(drawings_.size()); }
  const emoji_drawing& operator[](index_t i) const { return drawings_[static_cast<std::size_t>(i)]; }
  const std::vector<std::string>& groups() const { return groups_; }
  index_t side() const { return side_; }
  /// Drawing i, (side,side,4).
  std::span<const float> tile(index_t i) const {
    const auto numbers = static_cast<std::size_t>(side_ * side_ * samples);
    return std::span(tiles_).subspan(static_cast<std::size_t>(i) * numbers, numbers);
  }

 private:
  std::vector<emoji_drawing> drawings_;
  std::vector<std::string> groups_;
  index_t side_ = 0;
  std::vector<float> tiles_;
};

}  // namespace sfumato::lab
