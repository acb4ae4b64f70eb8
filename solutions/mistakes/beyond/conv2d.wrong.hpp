#pragma once

#include "beyond/conv2d.registry.hpp"
#include "judge/variants.hpp"

namespace wrong {

/// A convolution whose weights and pixels come from `weight(o, c, u, v)` and `pixel(c, p, q)`, inside of the picture or
/// not.
template <class Weight, class Pixel>
features convolved(const features& x, std::size_t outputs, const curve& b, Weight&& weight, Pixel&& pixel) {
  features y;
  for (std::size_t o = 0; o < outputs; ++o)
    y.push_back(image::NullaryExpr(x[0].rows(), x[0].cols(), [&](Eigen::Index i, Eigen::Index j) {
      scalar sum = b(static_cast<Eigen::Index>(o));
      for (std::size_t c = 0; c < x.size(); ++c)
        for (Eigen::Index u = 0; u < 3; ++u)
          for (Eigen::Index v = 0; v < 3; ++v) sum += weight(o, c, u, v) * pixel(c, i + u - 1, j + v - 1);
      return sum;
    }));
  return y;
}

inline auto pixels_or_zero(const features& x) {
  return [&x](std::size_t c, Eigen::Index p, Eigen::Index q) {
    const bool inside = 0 <= p && p < x[c].rows() && 0 <= q && q < x[c].cols();
    return inside ? x[c](p, q) : 0.0;
  };
}

inline auto weights_of(const std::vector<features>& w) {
  return [&w](std::size_t o, std::size_t c, Eigen::Index u, Eigen::Index v) { return w[o][c](u, v); };
}

inline const lab::variants<signature::conv2d> conv2d(
    "conv2d",
    {{"flipped", "the window is flipped: here w(0, 0) belongs to the pixel above on the left",
      [](const features& x, const std::vector<features>& w, const curve& b) {
        const auto weight = [&](std::size_t o, std::size_t c, Eigen::Index u, Eigen::Index v) {
          return w[o][c](2 - u, 2 - v);
        };
        return convolved(x, w.size(), b, weight, pixels_or_zero(x));
      }},
     {"not_centred", "the window is not centred: it lies at i + u, j + v instead of i + u - 1, j + v - 1",
      [](const features& x, const std::vector<features>& w, const curve& b) {
        const auto pixel = [&](std::size_t c, Eigen::Index p, Eigen::Index q) {
          return pixels_or_zero(x)(c, p + 1, q + 1);
        };
        return convolved(x, w.size(), b, weights_of(w), pixel);
      }},
     {"no_bias", "the bias is missing",
      [](const features& x, const std::vector<features>& w, const curve& b) {
        return convolved(x, w.size(), curve::Zero(b.size()), weights_of(w), pixels_or_zero(x));
      }},
     {"bias_for_every_channel", "the bias is added once for every input channel: it must be once a pixel",
      [](const features& x, const std::vector<features>& w, const curve& b) {
        return convolved(x, w.size(), b * static_cast<scalar>(x.size()), weights_of(w), pixels_or_zero(x));
      }},
     {"first_channel_only", "only the first input channel is looked at: the sum goes over all of them",
      [](const features& x, const std::vector<features>& w, const curve& b) {
        return convolved({x[0]}, w.size(), b, weights_of(w), pixels_or_zero(x));
      }},
     {"last_channel_only", "each input channel overwrites the one before: their sums must be added up",
      [](const features& x, const std::vector<features>& w, const curve& b) {
        const auto weight = [&](std::size_t o, std::size_t, Eigen::Index u, Eigen::Index v) {
          return w[o].back()(u, v);
        };
        return convolved({x.back()}, w.size(), b, weight, [&](std::size_t, Eigen::Index p, Eigen::Index q) {
          return pixels_or_zero(x)(x.size() - 1, p, q);
        });
      }},
     {"border_left_out", "the pixels at the border are left at 0: there only the products outside are left out",
      [](const features& x, const std::vector<features>& w, const curve& b) {
        features y = convolved(x, w.size(), b, weights_of(w), pixels_or_zero(x));
        for (image& channel : y) {
          channel.row(0) = channel.row(channel.rows() - 1) = 0;
          channel.col(0) = channel.col(channel.cols() - 1) = 0;
        }
        return y;
      }},
     {"edge_repeated", "the edge of the picture is repeated outside of it: there must be zeros",
      [](const features& x, const std::vector<features>& w, const curve& b) {
        const auto pixel = [&](std::size_t c, Eigen::Index p, Eigen::Index q) {
          return x[c](std::clamp<Eigen::Index>(p, 0, x[c].rows() - 1), std::clamp<Eigen::Index>(q, 0, x[c].cols() - 1));
        };
        return convolved(x, w.size(), b, weights_of(w), pixel);
      }},
     {"u_and_v_swapped", "u and v are swapped: u is the row, v the column",
      [](const features& x, const std::vector<features>& w, const curve& b) {
        const auto weight = [&](std::size_t o, std::size_t c, Eigen::Index u, Eigen::Index v) { return w[o][c](v, u); };
        return convolved(x, w.size(), b, weight, pixels_or_zero(x));
      }},
     {"o_and_c_swapped", "w[c][o] stands where w[o][c] belongs: the output channel comes first",
      [](const features& x, const std::vector<features>& w, const curve& b) {
        const auto weight = [&](std::size_t o, std::size_t c, Eigen::Index u, Eigen::Index v) {
          return w.at(c).at(o)(u, v);
        };
        return convolved(x, w.size(), b, weight, pixels_or_zero(x));
      }}},
    {{"first_row_left_out",
      "row 0 and column 0 of the picture are left out: the first pixel is 0, so it is 0 <= p, not 0 < p",
      [](const features& x, const std::vector<features>& w, const curve& b) {
        const auto pixel = [&](std::size_t c, Eigen::Index p, Eigen::Index q) {
          return p > 0 && q > 0 ? pixels_or_zero(x)(c, p, q) : 0.0;
        };
        return convolved(x, w.size(), b, weights_of(w), pixel);
      }}});

}  // namespace wrong
