#include "lab/model/gallery.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <span>

#include "lab/model/nearest_drawing.hpp"
#include "lab/report/numbers.hpp"
#include "sfumato/core/error.hpp"

namespace sfumato::lab {

namespace {

constexpr std::size_t numbers = 32 * 32 * 3;

std::span<const float> picture(const std::vector<float>& images, std::size_t n) {
  return std::span(images).subspan(n * numbers, numbers);
}

double mean_distance_between(const std::vector<float>& images) {
  const std::size_t count = images.size() / numbers;
  double sum = 0;
  for (std::size_t a = 0; a < count; ++a)
    for (std::size_t b = 0; b < a; ++b) {
      double squares = 0;
      for (std::size_t i = 0; i < numbers; ++i) {
        const auto d = static_cast<double>(picture(images, a)[i] - picture(images, b)[i]);
        squares += d * d;
      }
      sum += std::sqrt(squares / numbers);
    }
  return count < 2 ? 0 : sum / (static_cast<double>(count) * static_cast<double>(count - 1) / 2);
}

double quantile(std::vector<double> all, double share) {
  std::sort(all.begin(), all.end());
  return all[std::min(all.size() - 1, static_cast<std::size_t>(share * static_cast<double>(all.size())))];
}

}  // namespace

gallery_figures measure_gallery(const emoji_pictures& held_out, const std::vector<float>& images,
                                const std::function<bool(index_t, index_t)>& go_on) {
  const std::size_t count = images.size() / numbers;
  require(count > 0 && images.size() % numbers == 0, error_kind::shape,
          "gallery: expected pictures of 32 x 32 x 3, got ", images.size(), " numbers");
  // Drawings follow each other by groups: with this stride, prime to their number, they mix.
  constexpr index_t stride = 13;
  std::vector<float> real(images.size());
  for (std::size_t n = 0; n < count; ++n)
    held_out.get(static_cast<index_t>(n) * stride, std::span(real).subspan(n * numbers, numbers));

  const nearest_drawing search(held_out);
  std::vector<double> drawn, true_ones;
  std::set<index_t> drawings;
  const auto all = static_cast<index_t>(2 * count);
  for (std::size_t n = 0; n < count; ++n) {
    const drawing_distance found = search.find(picture(images, n));
    drawn.push_back(found.distance);
    drawings.insert(found.drawing);
    true_ones.push_back(search.find(picture(real, n)).distance);
    if (!go_on(static_cast<index_t>(2 * n + 2), all)) return {};
  }
  gallery_figures figures;
  figures.pictures = static_cast<index_t>(count);
  figures.nearest = quantile(drawn, .5);
  figures.nearest_real = quantile(true_ones, .5);
  figures.as_near_as_real = quantile(true_ones, .95);
  figures.copies = static_cast<double>(std::count_if(drawn.begin(), drawn.end(),
                                                     [&](double d) { return d <= figures.as_near_as_real; })) /
                   static_cast<double>(count);
  figures.drawings = static_cast<index_t>(drawings.size());
  figures.apart = mean_distance_between(images);
  figures.apart_real = mean_distance_between(real);
  return figures;
}

std::string colour_model_card(const gallery_figures& figures, index_t parameters, const std::string& trained,
                              const std::string& solver) {
  using report::decimals, report::grouped, report::percent;
  return join(
      "---\nlicense: apache-2.0\nlibrary_name: diffusers\ntags: [unconditional-image-generation, emoji]\n---\n\n"
      "# A small colour model: emoji of 32 x 32 pixels\n\n"
      "A `UNet2DModel` of ",
      grouped(static_cast<double>(parameters)),
      " parameters, v-prediction, betas linear from 1e-4 to 0.02 over 1000 timesteps, told one of six groups (0 faces, "
      "1 animals and plants, 2 food, 3 travel, 4 activities, 5 objects) or none (6). It sees 2 x 2 pixels as one: 12 "
      "channels of 16 x 16, in the order of PyTorch's `pixel_unshuffle`. It is small, and for a course: its pictures "
      "are rough.\n\n"
      "Learned from 873 drawings of Noto Color Emoji, varied for every batch (mirrored, tilted, scaled, shifted, "
      "changed in hue, on coloured grounds). ",
      trained,
      "\n\n## Measured\n\n"
      "On the first ",
      figures.pictures, " pictures of seed 0, the groups by turns, unpicked, ", solver,
      ". Beside them, as many real pictures that training has not shown: other variations of the same drawings. "
      "Distances are root mean squares over pixels from -1 to 1, to the nearest training drawing over all alignments "
      "that training uses.\n\n"
      "| | drawn | real |\n|---|---|---|\n"
      "| distance to the nearest drawing, median | ",
      decimals(figures.nearest, 3), " | ", decimals(figures.nearest_real, 3), " |\n| as near as 19 of 20 real ones (",
      decimals(figures.as_near_as_real, 3), "): copies | ", percent(figures.copies),
      " | 95% |\n| two pictures from each other, mean | ", decimals(figures.apart, 3), " | ",
      decimals(figures.apart_real, 3), " |\n\n", figures.drawings, " different drawings are the nearest one of the ",
      figures.pictures,
      " pictures.\n\n## Licence\n\n"
      "The weights are derived from the artwork of Noto Color Emoji (Copyright 2013-2017 Google Inc. and Arjen "
      "Nienhuis), which is under the Apache License 2.0, and are given under that licence, not under the MIT licence "
      "of the code: see `datasets/emoji/NOTICE` and `datasets/emoji/licences` of Sfumato.\n");
}

}  // namespace sfumato::lab
