#include "beyond/conv2d_backward.wrong.hpp"
#include "beyond/products.hpp"

namespace {

/// The three sums of the exercise, each with its products.
struct blame {
  const features& x;
  const std::vector<features>& w;
  const features& g;

  sum_of_products of_pixel(std::size_t c, Eigen::Index p, Eigen::Index q) const {
    sum_of_products sum;
    for (std::size_t o = 0; o < w.size(); ++o)
      for (Eigen::Index u = 0; u < 3; ++u)
        for (Eigen::Index v = 0; v < 3; ++v)
          if (is_inside(g[o], p - u + 1, q - v + 1)) sum.add(g[o](p - u + 1, q - v + 1), w[o][c](u, v));
    return sum;
  }

  sum_of_products of_weight(std::size_t o, std::size_t c, Eigen::Index u, Eigen::Index v) const {
    sum_of_products sum;
    for (Eigen::Index i = 0; i < g[o].rows(); ++i)
      for (Eigen::Index j = 0; j < g[o].cols(); ++j)
        if (is_inside(x[c], i + u - 1, j + v - 1)) sum.add(g[o](i, j), x[c](i + u - 1, j + v - 1));
    return sum;
  }

  /// The value of `pixel(c, p, q)`, `weight(o, c, u, v)` and `bias(o)` at every place.
  template <class Pixel, class Weight, class Bias>
  conv2d_gradients filled(Pixel&& pixel, Weight&& weight, Bias&& bias) const {
    conv2d_gradients all;
    for (std::size_t c = 0; c < x.size(); ++c)
      all.dx.push_back(
          image::NullaryExpr(x[c].rows(), x[c].cols(), [&](Eigen::Index p, Eigen::Index q) { return pixel(c, p, q); }));
    for (std::size_t o = 0; o < w.size(); ++o) {
      all.dw.emplace_back();
      for (std::size_t c = 0; c < x.size(); ++c)
        all.dw.back().push_back(
            image::NullaryExpr(3, 3, [&](Eigen::Index u, Eigen::Index v) { return weight(o, c, u, v); }));
    }
    all.db = curve::NullaryExpr(static_cast<Eigen::Index>(w.size()),
                                [&](Eigen::Index o) { return bias(static_cast<std::size_t>(o)); });
    return all;
  }

  conv2d_gradients gradients() const {
    return filled([&](auto... at) { return of_pixel(at...).total(); },
                  [&](auto... at) { return of_weight(at...).total(); }, [&](std::size_t o) { return g[o].sum(); });
  }

  std::string explained(const place& at) const {
    const auto channel = [&](std::size_t k) { return static_cast<std::size_t>(at.index.at(k)); };
    if (at.written.rfind(".dx", 0) == 0)
      return text("dx", at.written.substr(3), " = ", of_pixel(channel(0), at.y(), at.x()).words());
    if (at.written.rfind(".dw", 0) == 0)
      return text("dw", at.written.substr(3), " = ", of_weight(channel(0), channel(1), at.y(), at.x()).words());
    return text("db", at.written.substr(3), " = all ", g[0].size(), " pixels of g[", at.i(), "] added up");
  }
};

void expect_blame(const features& x, const std::vector<features>& w, const features& g) {
  const blame sums{x, w, g};
  ask(student::conv2d_backward, x, w, g).must_give(sums.gradients(), [&](const place& at) {
    return sums.explained(at);
  });
}

TEST(conv2d_backward, hands_g_times_the_partner_back_along_every_product) {
  inputs draw;
  expect_blame(draw.channels(3, 3, 4), draw_windows(draw, 2, 3), draw.channels(2, 3, 4));
}

TEST(conv2d_backward, is_how_fast_the_loss_grows) {
  inputs draw;
  const features x = draw.channels(2, 3, 2), g = draw.channels(2, 3, 2);
  const std::vector<features> w = draw_windows(draw, 2, 2);
  const curve b = draw.normals(2);
  // A loss whose gradient at the output is g: all g * y added up.
  const auto loss = [&](const features& pixels, const std::vector<features>& weights, const curve& biases) {
    scalar sum = 0;
    for (std::size_t o = 0; o < g.size(); ++o)
      for (Eigen::Index i = 0; i < g[o].rows(); ++i)
        for (Eigen::Index j = 0; j < g[o].cols(); ++j)
          sum += g[o](i, j) * output_products(pixels, weights[o], biases(static_cast<Eigen::Index>(o)), i, j).total();
    return sum;
  };
  // In each single number the loss is a straight line, for which this slope is exact up to rounding.
  const scalar step = 0.01;
  const auto slope = [&](const std::function<scalar(scalar)>& loss_moved_by) {
    return (loss_moved_by(step) - loss_moved_by(-step)) / (2 * step);
  };
  const auto moved = [](auto values, auto&& number, scalar by) {
    number(values) += by;
    return values;
  };
  const blame sums{x, w, g};
  const conv2d_gradients slopes = sums.filled(
      [&](std::size_t c, Eigen::Index p, Eigen::Index q) {
        const auto number = [=](features& all) -> scalar& { return all[c](p, q); };
        return slope([&](scalar by) { return loss(moved(x, number, by), w, b); });
      },
      [&](std::size_t o, std::size_t c, Eigen::Index u, Eigen::Index v) {
        const auto number = [=](std::vector<features>& all) -> scalar& { return all[o][c](u, v); };
        return slope([&](scalar by) { return loss(x, moved(w, number, by), b); });
      },
      [&](std::size_t o) {
        const auto number = [=](curve& all) -> scalar& { return all(static_cast<Eigen::Index>(o)); };
        return slope([&](scalar by) { return loss(x, w, moved(b, number, by)); });
      });
  ask(student::conv2d_backward, x, w, g).must_give(slopes, [](const place& at) {
    return text(at.written.substr(2), " moved by 0.01 up and down: the change of the loss, divided by 0.02,");
  });
}

TEST(conv2d_backward, blames_only_what_lies_under_the_window_of_a_single_pixel) {
  inputs draw;
  features g = {image::Zero(3, 4)};
  g[0](0, 3) = 2;  // a corner
  expect_blame(draw.channels(1, 3, 4), draw_windows(draw, 1, 1), g);
}

TEST(conv2d_backward, works_for_any_number_of_channels_and_any_size) {
  inputs draw;
  expect_blame(draw.channels(1, 2, 5), draw_windows(draw, 4, 1), draw.channels(4, 2, 5));
  expect_blame(draw.channels(4, 5, 2), draw_windows(draw, 1, 4), draw.channels(1, 5, 2));
  expect_blame(draw.channels(2, 1, 1), draw_windows(draw, 2, 2), draw.channels(2, 1, 1));
}

TEST(conv2d_backward, works_at_the_size_of_the_labs_digits) {
  inputs draw;
  expect_blame(draw.channels(4, 16, 16), draw_windows(draw, 8, 4), draw.channels(8, 16, 16));
}

TEST(conv2d_backward, is_zero_when_no_output_matters) {
  inputs draw;
  expect_blame(draw.channels(2, 3, 3), draw_windows(draw, 2, 2), features(2, image::Zero(3, 3)));
}

}  // namespace
