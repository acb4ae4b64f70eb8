#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/core/random.hpp"

// Convolutions of several hundred random geometries against the definition, in double. Every fast path (folded
// upsampling, few input or output channels, whole registers of channels) is met many times.
namespace {

using namespace sfumato;
using B = cpu<double>;
using numbers = std::vector<double>;

std::size_t at(index_t i) { return static_cast<std::size_t>(i); }

/// The sums alone, straight from the definition.
numbers reference(const conv2d_geometry& g, const numbers& x0, const numbers& x1, const numbers& w) {
  numbers y(at(g.output().size()));
  const index_t h = g.in_height(), width = g.in_width(), n = g.out_channels, channels = g.in_channels();
  std::size_t out = 0;
  for (index_t image = 0; image < g.batch; ++image)
    for (index_t oy = 0; oy < g.out_height(); ++oy)
      for (index_t ox = 0; ox < g.out_width(); ++ox)
        for (index_t o = 0; o < n; ++o, ++out)
          for (index_t ky = 0; ky < g.kernel; ++ky)
            for (index_t kx = 0; kx < g.kernel; ++kx) {
              const index_t iy = oy * g.stride + ky - g.pad.top, ix = ox * g.stride + kx - g.pad.left;
              if (iy < 0 || ix < 0 || iy >= h || ix >= width) continue;
              const index_t scale = g.upsample ? 2 : 1;
              for (index_t c = 0; c < channels; ++c) {
                const double x =
                    c < g.channels0 ? x0[at(((image * g.height + iy / scale) * g.width + ix / scale) * g.channels0 + c)]
                                    : x1[at(((image * h + iy) * width + ix) * g.channels1 + c - g.channels0)];
                y[out] += x * w[at(((ky * g.kernel + kx) * channels + c) * n + o)];
              }
            }
  return y;
}

class random_convolution {
 public:
  explicit random_convolution(std::uint32_t seed) : random_({seed, 0, 0}) {
    g.batch = from(1, 11);
    g.height = from(1, 7);
    g.width = from(1, 9);
    g.channels0 = from(0, 2) == 0 ? 8 * from(1, 3) : from(1, seed % 2 ? 5 : 20);
    g.channels1 = from(0, 1) ? from(1, 11) : 0;
    g.out_channels = from(0, 2) == 0 ? 8 * from(1, 4) : from(1, seed % 3 ? 5 : 40);
    g.kernel = from(0, 2) ? 3 : from(0, 1) ? 1 : from(0, 1) ? 5 : 7;
    g.stride = from(0, 2) ? 1 : from(2, 3);
    g.upsample = from(0, 2) == 0;
    g.pad = from(0, 1) ? padding::same(g.kernel) : padding{from(0, 3), from(0, 3), from(0, 3), from(0, 3)};
    if (g.upsample && from(0, 1)) g.kernel = 3, g.stride = 1, g.pad = padding::same(3);
  }

  random_convolution(std::uint32_t seed, const conv2d_geometry& geometry) : g(geometry), random_({seed, 1, 0}) {}

  bool fits() const {
    return g.in_height() + g.pad.top + g.pad.bottom >= g.kernel && g.in_width() + g.pad.left + g.pad.right >= g.kernel;
  }
  index_t from(index_t low, index_t high) {
    return low + static_cast<index_t>(random_.below(static_cast<std::uint32_t>(high - low + 1)));
  }
  numbers draw(index_t n) {
    numbers x(at(n));
    for (double& v : x) v = random_.uniform(-0.5, 0.5);
    return x;
  }
  std::string describe() const {
    return join("x ", shape{g.batch, g.height, g.width, g.channels0}, " second ", g.channels1, " out ", g.out_channels,
                " kernel ", g.kernel, " stride ", g.stride, " padding ", g.pad.top, ' ', g.pad.bottom, ' ', g.pad.left,
                ' ', g.pad.right, " upsample ", g.upsample);
  }

  conv2d_geometry g;

 private:
  random_sequence random_;
};

double dot(const numbers& a, const numbers& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

// Sums of at most 9 * 1025 products below 1/4, rounded at 1e-16 each: below 3e-13 an output, and 1e-10 for sums over
// all.
constexpr double output_tolerance = 1e-12, sum_tolerance = 1e-9;

void check(cpu_context& ctx, random_convolution& c) {
  const conv2d_geometry& g = c.g;
  const numbers x0 = c.draw(g.batch * g.height * g.width * g.channels0),
                x1 = c.draw(g.batch * g.in_height() * g.in_width() * g.channels1),
                w = c.draw(g.kernel * g.kernel * g.in_channels() * g.out_channels), bias = c.draw(g.out_channels),
                row = c.draw(g.batch * g.out_channels), residual = c.draw(g.output().size());
  numbers want = reference(g, x0, x1, w);
  const index_t n = g.out_channels, image_size = g.output().stride();
  for (index_t i = 0; i < g.output().size(); ++i)
    want[at(i)] = std::max(want[at(i)] + bias[at(i % n)] + row[at(i / image_size * n + i % n)] + residual[at(i)], 0.0);

  numbers packed(at(B::conv2d_packed_size(g))), y(want.size());
  B::conv2d_pack(ctx, {.geometry = g, .weight = w.data(), .packed = packed.data()});
  const conv2d_call<double, double> call{
      .geometry = g,
      .x0 = x0.data(),
      .x1 = x1.data(),
      .packed = packed.data(),
      .tail = {.bias = bias.data(), .row = row.data(), .residual = residual.data(), .act = activation::relu},
      .y = y.data()};
  B::conv2d_forward(ctx, call);
  for (std::size_t i = 0; i < y.size(); ++i) ASSERT_NEAR(y[i], want[i], output_tolerance) << c.describe();

  // The sums are linear in x0, x1 and w: with m the upper gradient behind the relu, <gradient of x0, p> must be
  // <m, sums with p in the place of x0> for any p.
  const bool accumulate = c.from(0, 1);
  const double before = accumulate ? 1 : 0;
  numbers upper = c.draw(g.output().size()), m = upper;
  for (std::size_t i = 0; i < m.size(); ++i)
    if (!(y[i] > 0)) m[i] = 0;
  const auto place = [&](std::size_t size) { return numbers(size, 1.0); };
  numbers gx0 = place(x0.size()), gx1 = place(x1.size()), gw = place(w.size()), gbias = place(bias.size()),
          grow = place(row.size()), gresidual = place(residual.size());
  B::conv2d_backward(ctx, {.of = call,
                           .weight = w.data(),
                           .upper = upper.data(),
                           .x0_grad = {gx0.data(), accumulate},
                           .x1_grad = {g.channels1 > 0 ? gx1.data() : nullptr, accumulate},
                           .row_grad = {grow.data(), accumulate},
                           .residual_grad = {gresidual.data(), accumulate},
                           .weight_grad = {gw.data(), accumulate},
                           .bias_grad = {gbias.data(), accumulate}});
  for (numbers* grad : {&gx0, &gx1, &gw, &gbias, &grow, &gresidual})
    for (double& v : *grad) v -= before;

  const numbers p0 = c.draw(static_cast<index_t>(x0.size())), p1 = c.draw(static_cast<index_t>(x1.size())),
                pw = c.draw(static_cast<index_t>(w.size())), none0(x0.size()), none1(x1.size());
  EXPECT_NEAR(dot(gx0, p0), dot(m, reference(g, p0, none1, w)), sum_tolerance) << "x0 of " << c.describe();
  EXPECT_NEAR(dot(gw, pw), dot(m, reference(g, x0, x1, pw)), sum_tolerance) << "weights of " << c.describe();
  if (g.channels1 > 0) {
    EXPECT_NEAR(dot(gx1, p1), dot(m, reference(g, none0, p1, w)), sum_tolerance) << "x1 of " << c.describe();
  }
  numbers want_row(row.size()), want_bias(bias.size());
  for (index_t i = 0; i < g.output().size(); ++i) {
    want_row[at(i / image_size * n + i % n)] += m[at(i)];
    want_bias[at(i % n)] += m[at(i)];
    ASSERT_NEAR(gresidual[at(i)], m[at(i)], output_tolerance);
  }
  for (std::size_t i = 0; i < row.size(); ++i) ASSERT_NEAR(grow[i], want_row[i], output_tolerance) << c.describe();
  for (std::size_t i = 0; i < bias.size(); ++i) ASSERT_NEAR(gbias[i], want_bias[i], sum_tolerance) << c.describe();
}

TEST(Conv2dReference, AgreesForRandomGeometries) {
  int checked = 0;
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    random_convolution c(seed);
    if (!c.fits()) continue;
    // Scratch of its own, just large enough, so that a sanitizer sees what reads beyond it.
    cpu_context ctx(2);
    check(ctx, c);
    if (HasFatalFailure()) return;
    ++checked;
  }
  EXPECT_GT(checked, 250);
}

TEST(Conv2dReference, AgreesAtTheExtremes) {
  const padding same = padding::same(3), uneven{0, 3, 2, 0};
  const conv2d_geometry extremes[] = {
      {1, 1, 1, 1025, 0, 1, 3, 1, same, false},   {1, 1, 1, 1, 1024, 1025, 1, 1, {}, false},
      {1, 33, 47, 1, 0, 1025, 3, 1, same, false}, {1, 33, 47, 127, 0, 2, 3, 2, uneven, false},
      {1, 3, 2, 1025, 0, 513, 3, 1, same, false}, {1, 17, 23, 9, 1, 16, 3, 1, same, true},
      {1000, 3, 2, 5, 3, 7, 3, 1, uneven, false}, {1000, 1, 1, 16, 0, 16, 3, 1, same, false},
      {0, 33, 47, 64, 0, 64, 3, 1, same, false},  {0, 2, 3, 1, 1, 1, 3, 2, same, true},
      {1, 16, 16, 64, 0, 80, 3, 1, same, false},  {1, 1, 47, 64, 64, 64, 3, 1, same, false},
  };
  for (const conv2d_geometry& g : extremes) {
    random_convolution c(7, g);
    cpu_context ctx(2);
    check(ctx, c);
    if (HasFatalFailure()) return;
  }
}

TEST(Conv2dReference, WritesTheGradientsItIsAskedForAlone) {
  cpu_context ctx(2);
  for (std::uint32_t seed = 1000; seed < 1060; ++seed) {
    random_convolution c(seed);
    if (!c.fits()) continue;
    const conv2d_geometry& g = c.g;
    const numbers x0 = c.draw(g.batch * g.height * g.width * g.channels0),
                  x1 = c.draw(g.batch * g.in_height() * g.in_width() * g.channels1),
                  w = c.draw(g.kernel * g.kernel * g.in_channels() * g.out_channels), gy = c.draw(g.output().size());
    numbers y(at(g.output().size()));
    numbers gx0(x0.size()), gx1(x1.size()), gw(w.size());
    const auto run = [&](bool first, bool second, bool weight) {
      numbers upper = gy, a(x0.size()), b(x1.size()), v(w.size());
      const conv2d_call<double, double> call{.geometry = g, .x0 = x0.data(), .x1 = x1.data(), .y = y.data()};
      B::conv2d_backward(ctx, {.of = call,
                               .weight = w.data(),
                               .upper = upper.data(),
                               .x0_grad = {first ? a.data() : nullptr},
                               .x1_grad = {second && g.channels1 > 0 ? b.data() : nullptr},
                               .weight_grad = {weight ? v.data() : nullptr}});
      if (first && second && weight) gx0 = a, gx1 = b, gw = v;
      EXPECT_TRUE(!first || a == gx0) << c.describe();
      EXPECT_TRUE(!second || b == gx1) << c.describe();
      EXPECT_TRUE(!weight || v == gw) << c.describe();
    };
    run(true, true, true);
    run(true, false, false);
    run(false, true, false);
    run(false, false, true);
    run(true, false, true);
  }
}

}  // namespace
