#pragma once

#include "beyond/conv2d.registry.hpp"
#include "judge/variants.hpp"

namespace wrong {

/// One product of B.7: output channel and pixel, input channel, place in the window, and the input pixel (p, q).
struct conv2d_product {
  std::size_t o;
  Eigen::Index i, j;
  std::size_t c;
  Eigen::Index u, v, p, q;
};

inline conv2d_gradients zero_gradients(const features& x, const std::vector<features>& w) {
  conv2d_gradients zero;
  zero.dx.assign(x.size(), image::Zero(x[0].rows(), x[0].cols()));
  zero.dw.assign(w.size(), features(x.size(), image::Zero(3, 3)));
  zero.db = curve::Zero(static_cast<Eigen::Index>(w.size()));
  return zero;
}

/// Visits every product whose pixel lies inside of the picture, in the order of the solution's loops.
template <class Visitor>
void visit_products(const features& x, const std::vector<features>& w, Visitor&& visit) {
  for (std::size_t o = 0; o < w.size(); ++o)
    for (Eigen::Index i = 0; i < x[0].rows(); ++i)
      for (Eigen::Index j = 0; j < x[0].cols(); ++j)
        for (std::size_t c = 0; c < x.size(); ++c)
          for (Eigen::Index u = 0; u < 3; ++u)
            for (Eigen::Index v = 0; v < 3; ++v) {
              const Eigen::Index p = i + u - 1, q = j + v - 1;
              if (0 <= p && p < x[c].rows() && 0 <= q && q < x[c].cols()) visit(conv2d_product{o, i, j, c, u, v, p, q});
            }
}

/// All three as they should be.
inline conv2d_gradients right_gradients(const features& x, const std::vector<features>& w, const features& g) {
  conv2d_gradients back = zero_gradients(x, w);
  visit_products(x, w, [&](const conv2d_product& at) {
    back.dw[at.o][at.c](at.u, at.v) += g[at.o](at.i, at.j) * x[at.c](at.p, at.q);
    back.dx[at.c](at.p, at.q) += g[at.o](at.i, at.j) * w[at.o][at.c](at.u, at.v);
  });
  for (std::size_t o = 0; o < w.size(); ++o) back.db(static_cast<Eigen::Index>(o)) = g[o].sum();
  return back;
}

inline const lab::variants<signature::conv2d_backward> conv2d_backward(
    "conv2d_backward",
    {{"window_flipped_for_dx", "dx is made with w(2 - u, 2 - v): the weight is the one that B.7 gave to this pixel",
      [](const features& x, const std::vector<features>& w, const features& g) {
        conv2d_gradients back = right_gradients(x, w, g);
        back.dx = zero_gradients(x, w).dx;
        visit_products(x, w, [&](const conv2d_product& at) {
          back.dx[at.c](at.p, at.q) += g[at.o](at.i, at.j) * w[at.o][at.c](2 - at.u, 2 - at.v);
        });
        return back;
      }},
     {"dw_flipped", "dw is flipped: dw(u, v) must stand where w(u, v) does",
      [](const features& x, const std::vector<features>& w, const features& g) {
        conv2d_gradients back = right_gradients(x, w, g);
        for (features& windows : back.dw)
          for (image& window : windows) window = window.reverse().eval();
        return back;
      }},
     {"db_missing", "db stays 0",
      [](const features& x, const std::vector<features>& w, const features& g) {
        conv2d_gradients back = right_gradients(x, w, g);
        back.db.setZero();
        return back;
      }},
     {"db_for_every_product", "g is added to db once for every product: it must be once a pixel",
      [](const features& x, const std::vector<features>& w, const features& g) {
        conv2d_gradients back = right_gradients(x, w, g);
        back.db.setZero();
        visit_products(
            x, w, [&](const conv2d_product& at) { back.db(static_cast<Eigen::Index>(at.o)) += g[at.o](at.i, at.j); });
        return back;
      }},
     {"means", "dw and db are means over the pixels: they must be sums",
      [](const features& x, const std::vector<features>& w, const features& g) {
        conv2d_gradients back = right_gradients(x, w, g);
        const auto pixels = static_cast<scalar>(x[0].size());
        for (features& windows : back.dw)
          for (image& window : windows) window /= pixels;
        back.db /= pixels;
        return back;
      }},
     {"overwritten", "each product overwrites the one before: = stands where += belongs",
      [](const features& x, const std::vector<features>& w, const features& g) {
        conv2d_gradients back = zero_gradients(x, w);
        visit_products(x, w, [&](const conv2d_product& at) {
          back.dw[at.o][at.c](at.u, at.v) = g[at.o](at.i, at.j) * x[at.c](at.p, at.q);
          back.dx[at.c](at.p, at.q) = g[at.o](at.i, at.j) * w[at.o][at.c](at.u, at.v);
          back.db(static_cast<Eigen::Index>(at.o)) = g[at.o](at.i, at.j);
        });
        return back;
      }},
     {"last_output_only", "dx holds only what the last output channel hands back: all of them must be added up",
      [](const features& x, const std::vector<features>& w, const features& g) {
        conv2d_gradients back = right_gradients(x, w, g);
        back.dx = right_gradients(x, {w.back()}, {g.back()}).dx;
        return back;
      }},
     {"one_window_for_all_channels", "dw adds up over the input channels: each dw[o][c] belongs to its own x[c]",
      [](const features& x, const std::vector<features>& w, const features& g) {
        conv2d_gradients back = right_gradients(x, w, g);
        for (features& windows : back.dw) {
          const image sum = std::accumulate(windows.begin() + 1, windows.end(), windows.front(),
                                            [](const image& a, const image& b) -> image { return a + b; });
          windows.assign(windows.size(), sum);
        }
        return back;
      }},
     {"one_place_too_far", "g is read where the pixel of x lies: dw takes g at (i, j) and x at (i + u - 1, j + v - 1)",
      [](const features& x, const std::vector<features>& w, const features& g) {
        conv2d_gradients back = zero_gradients(x, w);
        visit_products(x, w, [&](const conv2d_product& at) {
          back.dw[at.o][at.c](at.u, at.v) += g[at.o](at.p, at.q) * x[at.c](at.p, at.q);
          back.dx[at.c](at.p, at.q) += g[at.o](at.p, at.q) * w[at.o][at.c](at.u, at.v);
        });
        back.db = right_gradients(x, w, g).db;
        return back;
      }}},
    {{"x_and_w_swapped", "x and w are swapped: dw takes g times x, dx takes g times w",
      [](const features& x, const std::vector<features>& w, const features& g) {
        conv2d_gradients back = right_gradients(x, w, g);
        back.dx = zero_gradients(x, w).dx;
        back.dw = zero_gradients(x, w).dw;
        visit_products(x, w, [&](const conv2d_product& at) {
          back.dw[at.o][at.c](at.u, at.v) += g[at.o](at.i, at.j) * w[at.o][at.c](at.u, at.v);
          back.dx[at.c](at.p, at.q) += g[at.o](at.i, at.j) * x[at.c](at.p, at.q);
        });
        return back;
      }},
     {"not_centred", "the window is not centred: it lies at i + u, j + v, where - 1 is missing",
      [](const features& x, const std::vector<features>& w, const features& g) {
        conv2d_gradients back = zero_gradients(x, w);
        back.db = right_gradients(x, w, g).db;
        for (std::size_t o = 0; o < w.size(); ++o)
          for (std::size_t c = 0; c < x.size(); ++c)
            for (Eigen::Index i = 0; i < x[c].rows(); ++i)
              for (Eigen::Index j = 0; j < x[c].cols(); ++j)
                for (Eigen::Index u = 0; u < 3; ++u)
                  for (Eigen::Index v = 0; v < 3; ++v) {
                    if (i + u >= x[c].rows() || j + v >= x[c].cols()) continue;
                    back.dw[o][c](u, v) += g[o](i, j) * x[c](i + u, j + v);
                    back.dx[c](i + u, j + v) += g[o](i, j) * w[o][c](u, v);
                  }
        return back;
      }}});

}  // namespace wrong
