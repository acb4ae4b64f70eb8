#include "lab/museum/layers.hpp"

#include "sfumato/core/error.hpp"

namespace sfumato::lab::museum {

namespace {

features each(const features& x, image (*compute)(const image&)) {
  features y;
  for (const image& channel : x) y.push_back(compute(channel));
  return y;
}

image across(const image& x) {
  image y = image::Zero(x.rows(), x.cols());
  y.rightCols(x.cols() - 1) = (x.rightCols(x.cols() - 1) - x.leftCols(x.cols() - 1)).abs();
  return y;
}

image halves(const image& x, double (*of_four)(const image&)) {
  return image::NullaryExpr(x.rows() / 2, x.cols() / 2,
                            [&](Eigen::Index i, Eigen::Index j) { return of_four(x.block(2 * i, 2 * j, 2, 2)); });
}

}  // namespace

features differences_across(const features& x) { return each(x, across); }

features differences_down(const features& x) {
  return each(x, [](const image& one) -> image { return across(one.transpose()).transpose(); });
}

features halved(const features& x) {
  return each(x, [](const image& one) { return halves(one, [](const image& four) { return four.maxCoeff(); }); });
}

features mean_halved(const features& x) {
  return each(x, [](const image& one) { return halves(one, [](const image& four) { return four.mean(); }); });
}

features doubled(const features& x) {
  return each(x, [](const image& one) -> image {
    return image::NullaryExpr(2 * one.rows(), 2 * one.cols(),
                              [&](Eigen::Index i, Eigen::Index j) { return one(i / 2, j / 2); });
  });
}

layer mixing(std::string name, double weight, int outputs) {
  return [name = std::move(name), weight, outputs](const features& x) {
    const image &a = x.front(), &b = x.back();
    require(a.rows() == b.rows() && a.cols() == b.cols(), error_kind::shape, name, " is given ", a.rows(), " × ",
            a.cols(), " and ", b.rows(), " × ", b.cols(), " pixels");
    features y = {x.size() == 1 ? a : image(a + weight * b)};
    while (static_cast<int>(y.size()) < outputs) y.push_back(b);
    return y;
  };
}

layer traced_layers::add(std::string name, layer compute) {
  return [this, name = std::move(name), compute = std::move(compute)](const features& x) {
    ++calls_;
    features y = compute(x);
    known_.emplace_back(join(name, "(", name_of(x), ")"), y);
    return y;
  };
}

std::string traced_layers::name_of(const features& value) const {
  const auto same = [](const image& a, const image& b) {
    return a.rows() == b.rows() && a.cols() == b.cols() && (a == b).all();
  };
  for (const auto& [words, known] : known_)
    if (std::equal(known.begin(), known.end(), value.begin(), value.end(), same)) return words;
  return "?";
}

}  // namespace sfumato::lab::museum
