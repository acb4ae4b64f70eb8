#include <gtest/gtest.h>

#include <cmath>
#include <deque>
#include <numeric>
#include <string>
#include <vector>

#include "../golden.hpp"
#include "../weighted_sum.hpp"
#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/nn/attention_block.hpp"
#include "sfumato/nn/downsample.hpp"
#include "sfumato/nn/resnet_block.hpp"
#include "sfumato/nn/time_mlp.hpp"
#include "sfumato/nn/upsample.hpp"
#include "sfumato/ops/activation.hpp"
#include "sfumato/ops/cast.hpp"
#include "sfumato/ops/mse.hpp"
#include "sfumato/ops/pool.hpp"
#include "sfumato/ops/scale.hpp"
#include "sfumato/ops/time_embedding.hpp"
#include "sfumato/tensor/parameter.hpp"

// Every layer of layers.json, forward and backward, in float and double.
namespace {

using namespace sfumato_test;

const golden::tensors& reference() {
  static const golden::tensors file("layers.safetensors");
  return file;
}

/// A tensor of the file in the order of memory: axis k of the result is axis order[k] of the file.
struct permuted {
  std::vector<index_t> extent;
  std::vector<double> values;
};
permuted permute(const std::vector<std::ptrdiff_t>& extent, const std::vector<double>& values,
                 const std::vector<std::size_t>& order) {
  std::vector<index_t> stride(extent.size(), 1);
  for (std::size_t k = extent.size() - 1; k > 0; --k) stride[k - 1] = stride[k] * extent[k];
  permuted result{{}, std::vector<double>(values.size())};
  for (std::size_t k : order) result.extent.push_back(extent[k]);
  for (std::size_t i = 0; i < values.size(); ++i) {
    index_t rest = static_cast<index_t>(i), from = 0;
    for (std::size_t k = order.size(); k-- > 0;) {
      from += rest % result.extent[k] * stride[order[k]];
      rest /= result.extent[k];
    }
    result.values[i] = values[static_cast<std::size_t>(from)];
  }
  return result;
}

shape to_shape(const std::vector<index_t>& e) {
  switch (e.size()) {
    case 1: return {e[0]};
    case 2: return {e[0], e[1]};
    case 3: return {e[0], e[1], e[2]};
    default: return {e[0], e[1], e[2], e[3]};
  }
}

/// An input as whatever an operation takes: in float and double scalars and reals are stored alike.
struct handle_of_any_kind {
  real_value given;
  operator value() const { return value(given.id); }
  operator real_value() const { return given; }
};

/// One row of the file, being recomputed with scalars of type T.
template <class T>
class layer {
 public:
  using B = cpu<T>;

  explicit layer(const nlohmann::json& row) : row_(row), name_(row["name"].get<std::string>()) {}

  const nlohmann::json& attrs() const { return row_["attrs"]; }
  template <class V>
  V attr(const char* key) const {
    return attrs().at(key).template get<V>();
  }
  template <class V>
  V attr(const char* key, V otherwise) const {
    return attrs().value(key, otherwise);
  }
  graph<B>& g() { return graph_; }
  bool has(const std::string& key) const { return row_["tensors"].contains(key); }
  index_t extent(const std::string& key, std::size_t axis) const {
    return row_["tensors"].at(key)[axis].template get<index_t>();
  }

  /// A tensor as a value; its gradient is compared with `grad_key` of the file.
  handle_of_any_kind input(const std::string& key, const std::string& grad_key) {
    const permuted file = load(key);
    tensor& t = tensors_.emplace_back();
    t.grad_key = grad_key;
    t.extent = to_shape(file.extent);
    for (double v : file.values) t.values.push_back(static_cast<T>(v));
    t.grad.assign(t.values.size(), T(0));
    return {graph_.input({t.values.data(), t.extent}, t.grad.data())};
  }
  /// factor times the identity matrix, in any extents of n * n elements.
  handle_of_any_kind identity(index_t n, const shape& s, double factor = 1) {
    std::vector<T>& values = constants_.emplace_back(static_cast<std::size_t>(n * n));
    for (index_t i = 0; i < n; ++i) values[static_cast<std::size_t>(i * n + i)] = static_cast<T>(factor);
    return {graph_.input({values.data(), s})};
  }
  value x() { return input("x", "grad_x"); }
  real_value param(const std::string& name) {
    return has("param." + name) ? real_value(input("param." + name, "grad." + name)) : real_value{};
  }

  /// Points the module's parameters to the row's; all of them, and no others, must be there.
  template <class Module>
  void bind(Module& parent) {
    std::size_t count = 0;
    for_each_parameter(parent, [&](const std::string& name, parameter<T>& p) {
      const permuted file = load("param." + name, p.role);
      EXPECT_EQ(to_shape(file.extent).size(), p.extent.size()) << name_ << ' ' << name;
      tensor& t = tensors_.emplace_back();
      t.grad_key = "grad." + name;
      t.role = p.role;
      for (double v : file.values) t.values.push_back(static_cast<T>(v));
      t.grad.assign(t.values.size(), T(0));
      p.value = t.values.data();
      p.grad = t.grad.data();
      ++count;
    });
    for (const auto& item : row_["tensors"].items()) count -= item.key().rfind("param.", 0) == 0 ? 1 : 0;
    EXPECT_EQ(count, 0u) << name_ << " has parameters that the module does not, or the other way round";
  }

  /// Compares y, runs backward from the given gradient, compares all gradients.
  void check(value y) {
    const shape extent = graph_.shape_of(y);
    const permuted want = load("y");
    EXPECT_EQ(extent.size(), to_shape(want.extent).size()) << name_;
    if (row_["op"] != "softmax") {
      EXPECT_EQ(extent, to_shape(want.extent)) << name_;
    }
    compare("y", graph_[y].data, want.values);
    std::vector<T> upper(want.values.size(), T(1));
    if (has("grad_y")) {
      const permuted given = load("grad_y");
      for (std::size_t i = 0; i < upper.size(); ++i) upper[i] = static_cast<T>(given.values[i]);
    }
    graph_.backward(weighted_sum(graph_, y, upper.data()));
    std::size_t expected = 0;
    for (const auto& item : row_["tensors"].items()) expected += item.key().rfind("grad", 0) == 0 ? 1 : 0;
    EXPECT_EQ(tensors_.size() + (has("grad_y") ? 1 : 0), expected) << name_ << ": not every gradient is compared";
    for (const tensor& t : tensors_) compare(t.grad_key, t.grad.data(), load(t.grad_key, t.role).values);
  }

 private:
  struct tensor {
    std::string grad_key;
    parameter_role role = parameter_role::bias;
    shape extent;
    std::vector<T> values, grad;
  };

  /// Which order of axes a tensor has in memory: images and tokens of a channels-first layer come channels last.
  permuted load(const std::string& key, parameter_role role = parameter_role::bias) const {
    const auto extent = reference().shape(name_ + '.' + key);
    std::vector<std::size_t> order(extent.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const std::string op = row_["op"].get<std::string>();
    const bool is_param = key.rfind("param.", 0) == 0 || key.rfind("grad.", 0) == 0;
    if (role == parameter_role::linear_weight || (is_param && op == "linear" && extent.size() == 2)) {
      // (out,in), or a 1x1 convolution (out,in,1,1).
      std::swap(order[0], order[1]);
    } else if (is_param && extent.size() == 4) {
      order = {2, 3, 1, 0};
    } else if (!is_param && extent.size() == 4) {
      order = {0, 2, 3, 1};
    } else if (!is_param && extent.size() == 3 && op == "group_norm") {
      order = {0, 2, 1};
    }
    return permute(extent, reference().f64(name_ + '.' + key), order);
  }

  /// The file holds floats: half a unit of 2^-23 is their own error. The reference's attention went through float32 on
  /// its way: the same formulas written out in double differ from it by 2e-7.
  double tolerance(const std::string& key, double largest) const {
    if (key == "grad.to_k.bias") return 1e-5;
    if constexpr (std::is_same_v<T, double>) return (row_["op"] == "attention_block" ? 1e-6 : 1e-7) * largest;
    return (mean_is_large() ? 1e-4 : 1e-5) * largest;
  }
  /// A mean of 100 deviations costs a float two of its seven digits.
  bool mean_is_large() const {
    const std::vector<double> x = reference().f64(name_ + ".x");
    double mean = 0, variance = 0;
    for (double v : x) mean += v / static_cast<double>(x.size());
    for (double v : x) variance += (v - mean) * (v - mean) / static_cast<double>(x.size());
    return row_["op"] == "group_norm" && std::abs(mean) > 100 * std::sqrt(variance);
  }

  void compare(const std::string& key, const T* got, const std::vector<double>& want) const {
    double largest = 0, worst = 0;
    std::size_t where = 0;
    for (std::size_t i = 0; i < want.size(); ++i) {
      largest = std::max(largest, std::abs(want[i]));
      const double error = std::abs(static_cast<double>(got[i]) - want[i]);
      if (error > worst || std::isnan(error)) worst = error, where = i;
      if (std::isnan(error)) break;
    }
    EXPECT_LE(worst, tolerance(key, largest))
        << name_ << '.' << key << " element " << where << ": expected " << want[where] << ", got " << got[where];
  }

  const nlohmann::json& row_;
  std::string name_;
  cpu_context ctx_{2};
  graph<B> graph_{ctx_};
  std::deque<tensor> tensors_;
  std::deque<std::vector<T>> constants_;
};

/// No operation of its own: a convolution by the identity that reads its input doubled.
template <class T>
value upsampled(layer<T>& l) {
  const value x = l.x();
  const index_t c = l.g().shape_of(x)[3];
  return ops::conv2d(l.g(), x, l.identity(c, {1, 1, c, c}), {.pad = padding::all(0), .upsample = true});
}

/// Nor is this: attention of which the scores are x and the values the identity.
template <class T>
value softmaxed(layer<T>& l) {
  graph<cpu<T>>& g = l.g();
  const auto x = l.input("x", "grad_x");
  const index_t n = g.shape_of(x.given).back(), rows = g.shape_of(x.given).size() / n;
  const value scores = g.scalar_input({g.data(x.given), {1, rows, n}}, g.grad(x.given));
  const value keys = l.identity(n, {1, n, n}, std::sqrt(static_cast<double>(n)));
  return ops::attention(g, scores, keys, l.identity(n, {1, n, n}));
}

template <class T>
value compute(layer<T>& l, const std::string& op) {
  using B = cpu<T>;
  graph<B>& g = l.g();
  const auto module = [&](auto built, auto&& forward) {
    l.bind(built);
    return forward(built);
  };
  if (op == "conv2d") {
    const value x = l.x();
    const real_value w = l.param("weight"), b = l.param("bias");
    const index_t stride = l.template attr<index_t>("stride");
    return ops::conv2d(g, x, w, {.bias = b, .stride = stride, .pad = padding::all(l.template attr<index_t>("pad"))});
  }
  if (op == "linear") {
    const value x = l.x();
    const real_value w = l.param("weight");
    return ops::linear(g, x, w, {.bias = l.param("bias")});
  }
  if (op == "downsample_conv" || op == "downsample_conv_asymmetric") {
    const value x = l.x();
    return module(downsample<B>(l.extent("x", 1), op == "downsample_conv"), [&](auto& m) { return m(g, x); });
  }
  if (op == "upsample_nearest") return upsampled(l);
  if (op == "upsample_nearest_then_conv3x3") {
    const value x = l.x();
    return module(upsample<B>(l.extent("x", 1)), [&](auto& m) { return m(g, x); });
  }
  if (op == "max_pool2d") return ops::max_pool(g, l.x());
  if (op == "avg_pool2d") return ops::avg_pool(g, l.x());
  if (op == "group_norm") {
    const value x = l.x();
    const real_value w = l.param("weight"), b = l.param("bias");
    return ops::group_norm(g, x, w, b,
                           {.groups = l.template attr<index_t>("groups"), .eps = l.template attr<double>("eps")});
  }
  if (op == "silu") return ops::silu(g, l.x());
  if (op == "relu") return ops::relu(g, l.x());
  if (op == "softmax") return softmaxed(l);
  if (op == "mse_loss") {
    const real_value x = l.input("x", "grad_x"), target = l.input("target", "grad_target");
    const value mean = ops::to_scalar(g, ops::mse(g, x, target));
    if (l.attrs()["reduction"] == "mean") return mean;
    return ops::scale(g, mean, static_cast<T>(g.shape_of(x).size()));
  }
  if (op == "attention_block") {
    const value x = l.x();
    return module(attention_block<B>(l.extent("x", 1), {.heads = l.template attr<index_t>("heads"),
                                                        .groups = l.template attr<index_t>("groups"),
                                                        .eps = l.template attr<double>("eps")}),
                  [&](auto& m) { return m(g, x); });
  }
  if (op == "resnet_block") {
    const value x = l.x(), emb = l.input("temb", "grad_temb");
    return module(
        resnet_block<B>(l.template attr<index_t>("in_channels"), l.template attr<index_t>("out_channels"),
                        l.template attr<index_t>("temb_channels"),
                        {.groups = l.template attr<index_t>("groups"), .eps = l.template attr<double>("eps")}),
        [&](auto& m) { return m(g, x, emb); });
  }
  if (op == "timestep_embedding_mlp") {
    const value x = l.x();
    return module(time_mlp<B>(l.extent("x", 1), l.extent("y", 1)), [&](auto& m) { return m(g, x); });
  }
  return {};
}

template <class T>
class GoldenLayers : public testing::Test {};
using scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(GoldenLayers, scalars);

TYPED_TEST(GoldenLayers, ForwardAndBackwardAgree) {
  ASSERT_FALSE(golden::json("layers.json")["layers"].empty());
  for (const auto& row : golden::json("layers.json")["layers"]) {
    layer<TypeParam> l(row);
    const value y = compute(l, row["op"].get<std::string>());
    if (y) {
      l.check(y);
    } else {
      ADD_FAILURE() << row["name"] << ": no such operation here: " << row["op"];
    }
  }
}

TYPED_TEST(GoldenLayers, TimeEmbeddingsAgree) {
  using B = cpu<TypeParam>;
  const std::vector<double> times = reference().f64("time_embedding.timesteps");
  const std::vector<TypeParam> t(times.begin(), times.end());
  cpu_context ctx(2);
  graph<B> g(ctx);
  const real_value at = g.input({t.data(), {static_cast<index_t>(t.size())}});
  for (const auto& row : golden::json("layers.json")["time_embedding"]) {
    time_embedding_options options{.dim = row["dim"].get<index_t>(),
                                   .flip_sin_to_cos = row["flip_sin_to_cos"].get<bool>(),
                                   .freq_shift = row["freq_shift"].get<double>(),
                                   .max_period = row["max_period"].get<double>()};
    const auto want = reference().f64(row["name"].get<std::string>() + ".y_f64");
    const value y = ops::time_embedding(g, at, options);
    ASSERT_EQ(g.shape_of(y), (shape{static_cast<index_t>(t.size()), options.dim}));
    // Angles are made in double; a time with a fraction is itself rounded to a float, by up to 2^-24 of 1000.
    const double tolerance = std::is_same_v<TypeParam, double> ? 1e-12 : 2e-7;
    for (std::size_t i = 0; i < want.size(); ++i)
      ASSERT_NEAR(static_cast<double>(g.data(y)[i]), want[i], tolerance) << row["name"] << " element " << i;
  }
}

}  // namespace
