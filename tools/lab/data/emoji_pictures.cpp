#include "lab/data/emoji_pictures.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "sfumato/core/error.hpp"

namespace sfumato::lab {

namespace {

using pixel = std::array<float, emoji_atlas::samples>;

/// The tile between its pixels, at (y,x) counted in pixels from its upper left corner; nothing around it.
void add_sample(std::span<const float> tile, index_t side, double y, double x, pixel& sum) {
  const double row = std::floor(y - .5), column = std::floor(x - .5);
  const auto below = static_cast<float>(y - .5 - row), beside = static_cast<float>(x - .5 - column);
  for (index_t j = 0; j < 2; ++j)
    for (index_t i = 0; i < 2; ++i) {
      const index_t r = static_cast<index_t>(row) + j, c = static_cast<index_t>(column) + i;
      if (r < 0 || c < 0 || r >= side || c >= side) continue;
      const float weight = (j == 1 ? below : 1 - below) * (i == 1 ? beside : 1 - beside);
      const float* at = tile.data() + (r * side + c) * emoji_atlas::samples;
      for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += weight * at[k];
    }
}

/// Turns a colour about the axis of greys (Rodrigues' formula): grey stays, and so does the sum of the three.
pixel turned(const pixel& p, double hue) {
  const double cosine = std::cos(hue), sine = std::sin(hue) / std::numbers::sqrt3;
  const auto same = static_cast<float>((1 + 2 * cosine) / 3);
  const auto next = static_cast<float>((1 - cosine) / 3 - sine), last = static_cast<float>((1 - cosine) / 3 + sine);
  pixel q = p;
  for (std::size_t c = 0; c < 3; ++c)
    q[c] = std::clamp(same * p[c] + next * p[(c + 1) % 3] + last * p[(c + 2) % 3], 0.0F, p[3]);
  return q;
}

/// Light, of any hue; hue, saturation and value to red, green, blue.
void choose_ground(random_sequence& random, float (&ground)[3]) {
  const double hue = random.uniform(0, 6), saturation = random.uniform(.05, .42), light = random.uniform(.86, 1);
  for (int c = 0; c < 3; ++c) {
    const double k = std::fmod(5 - 2 * c + hue, 6);
    ground[c] = static_cast<float>(light * (1 - saturation * std::clamp((std::min)(k, 4 - k), 0.0, 1.0)));
  }
}

}  // namespace

emoji_pictures::emoji_pictures(emoji_atlas atlas, std::uint64_t seed, index_t size)
    : atlas_(std::make_shared<const emoji_atlas>(std::move(atlas))), seed_(seed), size_(size) {
  require(size >= 1, error_kind::value, "emoji: expected at least 1 picture an epoch, got ", size);
}

emoji_variation emoji_pictures::variation(index_t i) const {
  constexpr std::uint64_t drawing_stream = 0x656d6f6a69u;  // apart from every other use of the same seed
  constexpr double degree = std::numbers::pi / 180;
  require(i >= 0, error_kind::value, "emoji: expected a picture of at least 0, got ", i);
  const auto number = static_cast<std::uint64_t>(i);
  random_sequence random(
      {seed_ ^ drawing_stream, static_cast<std::uint32_t>(number), static_cast<std::uint32_t>(number >> 32)});
  emoji_variation how;
  const bool turned_round = random.below(2) == 1;
  how.mirrored = turned_round && (*atlas_)[drawing(i)].mirror;
  how.tilt = random.uniform(-12, 12) * degree;
  how.scale = random.uniform(.86, 1.04);
  how.right = random.uniform(-1.5, 1.5);
  how.down = random.uniform(-1.5, 1.5);
  how.hue = random.uniform(-15, 15) * degree;
  choose_ground(random, how.ground);
  return how;
}

void emoji_pictures::get(index_t i, std::span<float> out) const {
  const emoji_variation how = variation(i);  // which refuses i < 0
  draw(drawing(i), how, out);
}

void emoji_pictures::draw(index_t drawing, const emoji_variation& how, std::span<float> out) const {
  constexpr double width = 30;                       // of a tile at scale 1
  constexpr std::array<double, 2> within{.25, .75};  // of a pixel: four samples each, since tiles are finer
  const auto tile = atlas_->tile(drawing);
  const auto side = static_cast<double>(atlas_->side());
  const double zoom = side / (width * how.scale);
  const double cosine = std::cos(how.tilt) * zoom, sine = std::sin(how.tilt) * zoom;
  const double flip = how.mirrored ? -1 : 1;
  auto to = out.begin();
  for (index_t y = 0; y < extent; ++y)
    for (index_t x = 0; x < extent; ++x) {
      pixel sum{};
      for (const double dy : within)
        for (const double dx : within) {
          const double v = static_cast<double>(y) + dy - extent / 2.0 - how.down;
          const double u = static_cast<double>(x) + dx - extent / 2.0 - how.right;
          add_sample(tile, atlas_->side(), side / 2 + cosine * v - sine * u, side / 2 + flip * (cosine * u + sine * v),
                     sum);
        }
      for (float& sample : sum) sample /= 4;
      const pixel p = turned(sum, how.hue);
      for (std::size_t c = 0; c < 3; ++c) *to++ = std::clamp(2 * (p[c] + (1 - p[3]) * how.ground[c]) - 1, -1.0F, 1.0F);
    }
}

}  // namespace sfumato::lab
