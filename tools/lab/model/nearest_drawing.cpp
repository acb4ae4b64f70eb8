#include "lab/model/nearest_drawing.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace sfumato::lab {

namespace {

constexpr index_t side = emoji_pictures::extent, numbers_in_all = side * side * 3;
constexpr double degree = std::numbers::pi / 180;

/// One alignment with another value in one place, within what training uses.
emoji_variation with_change(emoji_variation how, int which, double by) {
  const auto change = [](double& value, double step, double least, double most) {
    value = std::clamp(value + step, least, most);
  };
  if (which == 0) change(how.tilt, by * 4 * degree, -12 * degree, 12 * degree);
  if (which == 1) change(how.scale, by * .06, .86, 1.04);
  if (which == 2) change(how.right, by, -1.5, 1.5);
  if (which == 3) change(how.down, by, -1.5, 1.5);
  if (which == 4) change(how.hue, by * 8 * degree, -15 * degree, 15 * degree);
  return how;
}

}  // namespace

nearest_drawing::nearest_drawing(const emoji_pictures& training) : training_(training) {
  for (index_t i = 0; i < training.atlas().size(); ++i)
    for (const bool mirrored : {false, true}) {
      if (mirrored && !training.atlas()[i].mirror) continue;
      for (const double tilt : {-6.0, 6.0}) {
        emoji_variation how;
        how.mirrored = mirrored;
        how.tilt = tilt * degree;
        how.scale = .95;
        first_.push_back(render(i, how));
      }
    }
}

nearest_drawing::rendered nearest_drawing::render(index_t drawing, const emoji_variation& how) const {
  rendered one{drawing, how, std::vector<float>(numbers_in_all), std::vector<float>(numbers_in_all)};
  emoji_variation on = how;
  for (float& g : on.ground) g = 0;
  training_.draw(drawing, on, one.colour);
  for (float& g : on.ground) g = 1;
  training_.draw(drawing, on, one.ground);
  for (std::size_t i = 0; i < one.colour.size(); ++i) {
    one.ground[i] = (one.ground[i] - one.colour[i]) / 2;
    one.colour[i] = (one.colour[i] + 1) / 2;
  }
  return one;
}

/// With the ground that fits best, by least squares for each colour: |x - c - m g|^2 is least at g = m.(x - c) / m.m.
double nearest_drawing::distance(std::span<const float> picture, const rendered& drawing) {
  double sum = 0;
  for (std::size_t c = 0; c < 3; ++c) {
    double left = 0, with_ground = 0, grounds = 0;
    for (std::size_t i = c; i < picture.size(); i += 3) {
      const auto rest = static_cast<double>((picture[i] + 1) / 2 - drawing.colour[i]);
      const auto ground = static_cast<double>(drawing.ground[i]);
      left += rest * rest;
      with_ground += rest * ground;
      grounds += ground * ground;
    }
    const double g = grounds > 0 ? std::clamp(with_ground / grounds, 0.0, 1.0) : 0;
    sum += left - 2 * g * with_ground + g * g * grounds;
  }
  return 2 * std::sqrt((std::max)(sum, 0.0) / static_cast<double>(picture.size()));
}

drawing_distance nearest_drawing::moved(std::span<const float> picture, index_t drawing, emoji_variation how) const {
  double best = distance(picture, render(drawing, how));
  for (double step = 1; step > .2; step /= 2)
    for (bool nearer = true; nearer;) {
      nearer = false;
      for (int which = 0; which < 5; ++which)
        for (const double by : {-step, step}) {
          const emoji_variation tried = with_change(how, which, by);
          const double found = distance(picture, render(drawing, tried));
          if (!(found < best - 1e-6)) continue;
          best = found;
          how = tried;
          nearer = true;
        }
    }
  return {drawing, best};
}

drawing_distance nearest_drawing::find(std::span<const float> picture) const {
  constexpr std::size_t dozen = 12;
  std::vector<std::pair<double, const rendered*>> order;
  for (const rendered& one : first_) order.emplace_back(distance(picture, one), &one);
  const std::size_t kept = (std::min)(dozen, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(kept), order.end());
  drawing_distance nearest{0, std::numeric_limits<double>::infinity()};
  for (std::size_t i = 0; i < kept; ++i) {
    const drawing_distance one = moved(picture, order[i].second->drawing, order[i].second->how);
    if (one.distance < nearest.distance) nearest = one;
  }
  return nearest;
}

}  // namespace sfumato::lab
