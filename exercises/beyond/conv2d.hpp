#pragma once

#include "lab.hpp"

/// Exercise B.7: a convolution. A window of 3 x 3 weights slides over the picture; each output pixel is the weighted
/// sum of what lies under the window, over all input channels, plus a bias.
///
///     y[o](i, j) = b(o) + the sum over c, u, v of w[o][c](u, v) * x[c](i + u - 1, j + v - 1)      u, v = 0, 1, 2
///
/// The window is centred: u = v = 1 lies on the pixel itself. Outside of the picture there are zeros: leave those
/// products out. Loops over channels begin `for (std::size_t o = 0; o < w.size(); ++o)`; there are x.size() input and
/// w.size() output channels.
///
/// x        one image an input channel, all of one size, which need not be square
/// w        w[o][c] is the 3 x 3 window from input channel c to output channel o
/// b        one number an output channel
/// returns  one image an output channel, of the size of x (y begins as that, filled with zeros)
///
/// Source: LeCun et al. 1989, "Backpropagation applied to handwritten zip code recognition".
inline features conv2d(const features& x, const std::vector<features>& w, const curve& b) {
  const int height = static_cast<int>(x[0].rows()), width = static_cast<int>(x[0].cols());
  features y(w.size(), image::Zero(height, width));
  todo("B.7");
  return y;
}

/// Exercise B.8: backpropagation through B.7. Given how the loss changes with each output pixel (g = dL/dy), how does
/// it change with each input pixel, each weight, each bias?
///
///     dx[c](p, q)    = the sum over o, u, v of g[o](p - u + 1, q - v + 1) * w[o][c](u, v)
///     dw[o][c](u, v) = the sum over i, j    of g[o](i, j) * x[c](i + u - 1, j + v - 1)
///     db(o)          = the sum over i, j    of g[o](i, j)
///
/// Places outside of the picture count as zero. Or think of it so: each product w * x in B.7 hands g times x on to its
/// w, and g times w on to its x; then the loops of B.7 do for all three. `back.dx[c](p, q) += 1;` adds to one value.
///
/// x, w     as in B.7
/// g        one image an output channel, the size of x
/// returns  dx of the size of x, dw of the size of w, db one number an output channel (back begins as that, filled
///          with zeros)
///
/// Source: LeCun et al. 1989, "Backpropagation applied to handwritten zip code recognition".
inline conv2d_gradients conv2d_backward(const features& x, const std::vector<features>& w, const features& g) {
  const int height = static_cast<int>(x[0].rows()), width = static_cast<int>(x[0].cols());
  conv2d_gradients back;
  back.dx = features(x.size(), image::Zero(height, width));
  back.dw = std::vector<features>(w.size(), features(x.size(), image::Zero(3, 3)));
  back.db = curve::Zero(w.size());
  todo("B.8");
  return back;
}
