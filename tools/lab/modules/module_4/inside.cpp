#include <array>

#include "4_professional/attention.registry.hpp"
#include "4_professional/group_norm.registry.hpp"
#include "lab/modules/digits.hpp"
#include "lab/modules/module_4/professional.hpp"
#include "lab/report/numbers.hpp"
#include "lab/report/pictures.hpp"
#include "lab/report/rows.hpp"
#include "lab/report/section.hpp"

namespace sfumato::lab {

namespace {

using report::decimals;

struct place {
  index_t row, column;
  std::string what;
};

double pixel(const image& x, index_t row, index_t column) {
  return row < 0 || column < 0 || row >= x.rows() || column >= x.cols() ? -1 : x(row, column);
}

/// Each place of a picture by its 3 x 3 neighbourhood: a row each, of length 1.
image neighbourhoods(const image& x) {
  image table(x.size(), 9);
  for (index_t row = 0; row < x.rows(); ++row)
    for (index_t column = 0; column < x.cols(); ++column) {
      auto here = table.row(row * x.cols() + column);
      for (index_t i = 0; i < 9; ++i) here(i) = pixel(x, row + i / 3 - 1, column + i % 3 - 1);
      here /= std::sqrt(here.square().sum()) + 1e-9;
    }
  return table;
}

/// Four places that differ: in the stroke, far from there in the stroke, at an edge, in the background.
std::vector<place> places_of(const image& x) {
  std::vector<place> four(4);
  four[0].what = "in the stroke";
  x.maxCoeff(&four[0].row, &four[0].column);
  four[1] = {four[0].row, four[0].column, "at its far end"};
  four[2] = {0, 0, "at an edge"};
  four[3] = {1, 1, "background"};
  double farthest = 0, steepest = 0;
  for (index_t row = 0; row < x.rows(); ++row)
    for (index_t column = 0; column < x.cols(); ++column) {
      const double away =
          std::hypot(static_cast<double>(row - four[0].row), static_cast<double>(column - four[0].column));
      if (x(row, column) > 0.3 && away > farthest) {
        farthest = away;
        four[1].row = row, four[1].column = column;
      }
      const double slope = pixel(x, row, column + 1) - pixel(x, row, column - 1);
      if (slope > steepest) {
        steepest = slope;
        four[2].row = row, four[2].column = column;
      }
    }
  return four;
}

using colour = std::array<float, 3>;
constexpr colour mark{0.88f, 0.18f, -0.17f};  // the page's accent

/// Coloured pictures, (N,H,W,3).
struct coloured {
  std::vector<float> values;
  index_t height = 0, width = 0;

  /// shade: how much of the mark's colour each pixel gets, 0 to 1.
  void add(const image& grey, const image& shade) {
    height = grey.rows(), width = grey.cols();
    for (index_t i = 0; i < grey.size(); ++i)
      for (const float tint : mark) {
        const auto part = static_cast<float>(shade.data()[i]);
        values.push_back((1 - part) * static_cast<float>(grey.data()[i]) + part * tint);
      }
  }
  view<const float> pixels() const {
    return {values.data(), {static_cast<index_t>(values.size()) / (3 * height * width), height, width, 3}};
  }
};

void attention_section(workplace& at, report::page& page, const image& x) {
  constexpr double sharpness = 20;
  const image keys = neighbourhoods(x), queries = sharpness * keys;
  const image weights = at.functions(student::softmax_rows, at.functions(student::attention_scores, queries, keys));
  const image values = x.reshaped<Eigen::RowMajor>(x.size(), 1);
  const image mixed = at.functions(student::attention_mix, weights, values);

  coloured chosen, looked;
  std::vector<std::string> words;
  report::table table{{"place", "row, column", "largest weight", "weight on bright pixels"}, {}, ""};
  for (const place& one : places_of(x)) {
    image here = image::Zero(x.rows(), x.cols());
    here(one.row, one.column) = 1;
    chosen.add(x, here);
    const image row = weights.row(one.row * x.cols() + one.column);
    const image map = row.reshaped<Eigen::RowMajor>(x.rows(), x.cols());
    looked.add(-0.75 + 0.25 * (x + 1) / 2, (map / std::max(map.maxCoeff(), 1e-12)).max(0.0).min(1.0));
    words.push_back(one.what);
    table.rows.push_back({one.what, join(one.row, ", ", one.column), decimals(map.maxCoeff(), 4),
                          decimals((x > 0).select(map, 0.0).sum(), 2)});
  }
  const image after = mixed.reshaped<Eigen::RowMajor>(x.rows(), x.cols());
  const picture_row pair({x, after});
  report::section(page, "attention")
      .set("rows",
           report::rows({{"one place asks", chosen.pixels()}, {"it looks at", looked.pixels()}}, words, "attention"))
      .set("mix", report::moments(pair.pixels(), {"before", "after"}, "a digit"))
      .numbers(table)
      .drawn_with(at.functions.taken());
}

/// Four channels as a network might have them: the picture, two edges, and one that is far too bright.
features channels_of(const image& x) {
  image right(x.rows(), x.cols()), down(x.rows(), x.cols());
  for (index_t row = 0; row < x.rows(); ++row)
    for (index_t column = 0; column < x.cols(); ++column) {
      right(row, column) = pixel(x, row, column + 1) - pixel(x, row, column - 1);
      down(row, column) = pixel(x, row + 1, column) - pixel(x, row - 1, column);
    }
  return {0.2 * x, 0.2 * right, 6 + 3 * x, 6 + 3 * down};
}

struct mean_and_variance {
  double mean, variance;

  mean_and_variance(const image& a, const image& b)
      : mean((a.mean() + b.mean()) / 2), variance(((a - mean).square().mean() + (b - mean).square().mean()) / 2) {}
};

void group_norm_section(workplace& at, report::page& page, const image& x) {
  const features before = channels_of(x);
  const features after =
      at.functions(student::group_norm, before, 2, ::curve(::curve::Ones(4)), ::curve(::curve::Zero(4)), 1e-5);
  report::table table{{"group", "mean before", "variance before", "mean after", "variance after"}, {}, ""};
  for (const std::size_t g : {std::size_t{0}, std::size_t{1}}) {
    const mean_and_variance was(before[2 * g], before[2 * g + 1]), is(after[2 * g], after[2 * g + 1]);
    table.rows.push_back({join("channels ", 2 * g, " and ", 2 * g + 1), decimals(was.mean, 3),
                          decimals(was.variance, 3), decimals(is.mean, 3), decimals(is.variance, 3)});
  }
  const picture_row a(before), b(after);
  report::section(page, "group_norm")
      .set("rows", report::rows({{"before", a.pixels()}, {"after", b.pixels()}},
                                {"channel 0", "channel 1", "channel 2", "channel 3"}, "a channel"))
      .set("table", table.html())
      .drawn_with(at.functions.taken());
}

}  // namespace

void add_inside(workplace& at, report::page& page) {
  const image x = sample_digit(page_digits(at.settings), at.settings);
  attention_section(at, page, x);
  group_norm_section(at, page, x);
}

}  // namespace sfumato::lab
