#include "beyond/conv2d.wrong.hpp"
#include "beyond/products.hpp"

namespace {

void expect_convolved(const features& x, const std::vector<features>& w, const curve& b) {
  const auto output = [&](std::size_t o, Eigen::Index i, Eigen::Index j) {
    return output_products(x, w[o], b(static_cast<Eigen::Index>(o)), i, j);
  };
  features expected;
  for (std::size_t o = 0; o < w.size(); ++o)
    expected.push_back(image::NullaryExpr(x[0].rows(), x[0].cols(),
                                          [&](Eigen::Index i, Eigen::Index j) { return output(o, i, j).total(); }));
  ask(student::conv2d, x, w, b).must_give(expected, [&](const place& at) {
    return text("y", at.written, " = ", output(static_cast<std::size_t>(at.c()), at.y(), at.x()).words());
  });
}

/// A window of zeros with a 1 at one place.
image window_with_1_at(int u, int v) {
  image window = image::Zero(3, 3);
  window(u, v) = 1;
  return window;
}

TEST(conv2d, adds_up_weights_times_pixels_under_the_window) {
  inputs draw;
  // As many channels out as in, so that mixing them up gives a result, and can be named.
  expect_convolved(draw.channels(2, 3, 4), draw_windows(draw, 2, 2), draw.normals(2));
}

TEST(conv2d, copies_the_picture_when_only_the_middle_weight_is_1) {
  inputs draw;
  const features x = draw.channels(1, 4, 3);
  ask(student::conv2d, x, std::vector<features>{{window_with_1_at(1, 1)}}, curve::Zero(1))
      .must_give(x, [](const place& at) {
        return text("the window is 1 in the middle and 0 around it: y", at.written, " = x", at.written);
      });
}

TEST(conv2d, moves_the_picture_to_the_left_when_the_weight_on_the_right_is_1) {
  inputs draw;
  const features x = draw.channels(1, 3, 4);
  features expected = {image::Zero(3, 4)};
  expected[0].leftCols(3) = x[0].rightCols(3);
  ask(student::conv2d, x, std::vector<features>{{window_with_1_at(1, 2)}}, curve::Zero(1))
      .must_give(expected, [](const place& at) {
        const std::string source = text("x[0](", at.y(), ",", at.x() + 1, ")");
        return text("only w[0][0](1,2) is 1: y", at.written, " = ", source,
                    at.x() == 3 ? ", which lies outside of the picture, so y" + at.written : "");
      });
}

TEST(conv2d, works_for_any_number_of_channels) {
  inputs draw;
  expect_convolved(draw.channels(3, 2, 5), draw_windows(draw, 1, 3), draw.normals(1));
  expect_convolved(draw.channels(1, 5, 2), draw_windows(draw, 4, 1), draw.normals(4));
}

TEST(conv2d, works_where_the_window_is_larger_than_the_picture) {
  inputs draw;
  expect_convolved(draw.channels(2, 1, 1), draw_windows(draw, 1, 2), draw.normals(1));
  expect_convolved(draw.channels(1, 1, 6), draw_windows(draw, 2, 1), draw.normals(2));
}

TEST(conv2d, works_at_the_size_of_the_labs_digits) {
  inputs draw;
  expect_convolved(draw.channels(4, 16, 16), draw_windows(draw, 8, 4), draw.normals(8));
}

}  // namespace
