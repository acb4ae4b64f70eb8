#include "sfumato/ops/conv2d.hpp"

#include <gtest/gtest.h>

#include "../gradient_case.hpp"
#include "sfumato/ops/add.hpp"

namespace {

using namespace sfumato_test;

struct conv_case {
  const char* name;
  shape x;
  index_t out = 3;
  index_t kernel = 3, stride = 1;
  padding pad = padding::same(3);
  bool bias = false, row = false, residual = false, upsample = false;
  index_t second = 0;
  activation act = activation::none;
};

void PrintTo(const conv_case& c, std::ostream* out) { *out << c.name; }

class Conv2dGradient : public testing::TestWithParam<conv_case> {};

TEST_P(Conv2dGradient, EqualsDifferences) {
  const conv_case& c = GetParam();
  const conv2d_geometry geometry{c.x[0], c.x[1],   c.x[2],   c.x[3], c.second,
                                 c.out,  c.kernel, c.stride, c.pad,  c.upsample};
  std::vector<shape> shapes = {c.x, {c.kernel, c.kernel, c.x[3] + c.second, c.out}};
  if (c.bias) shapes.push_back({c.out});
  if (c.row) shapes.push_back({c.x[0], c.out});
  if (c.residual) shapes.push_back(geometry.output());
  if (c.second > 0) shapes.push_back({c.x[0], geometry.in_height(), geometry.in_width(), c.second});
  const auto function = [&](checked_graph& g, inputs in) {
    std::size_t k = 2;
    ops::conv2d_options options{.stride = c.stride, .pad = c.pad, .upsample = c.upsample, .act = c.act};
    if (c.bias) options.bias = in[k++];
    if (c.row) options.row = in[k++];
    if (c.residual) options.residual = in[k++];
    if (c.second > 0) options.second = in[k++];
    return ops::conv2d(g, in[0], in[1], options);
  };
  if (c.act == activation::relu) {
    expect_gradients_beside_kinks(shapes, function);
  } else {
    expect_gradients(shapes, function);
  }
}

const conv_case cases[] = {
    {.name = "kernel1", .x = {2, 4, 5, 6}, .out = 7, .kernel = 1, .pad = {}},
    {.name = "kernel3", .x = {2, 5, 4, 6}, .out = 7},
    {.name = "kernel3_one_channel", .x = {2, 6, 5, 1}, .out = 5},
    {.name = "kernel5", .x = {2, 5, 6, 3}, .out = 4, .kernel = 5, .pad = padding::same(5)},
    {.name = "kernel2_unpadded", .x = {2, 4, 5, 3}, .out = 4, .kernel = 2, .pad = {}},
    {.name = "one_pixel", .x = {3, 1, 1, 4}, .out = 6},
    {.name = "wide_batch", .x = {11, 2, 3, 5}, .out = 9},
    {.name = "whole_registers", .x = {2, 3, 5, 16}, .out = 16},
    {.name = "registers_to_one_channel", .x = {2, 4, 5, 16}, .out = 1, .bias = true},
    {.name = "registers_to_three_channels_asymmetric",
     .x = {2, 4, 5, 8},
     .out = 3,
     .pad = {0, 1, 2, 1},
     .bias = true,
     .row = true,
     .residual = true,
     .act = activation::silu},
    {.name = "asymmetric_padding", .x = {2, 5, 4, 3}, .out = 4, .pad = {0, 1, 2, 0}},
    {.name = "wide_padding", .x = {2, 3, 2, 3}, .out = 4, .pad = padding::all(3)},
    {.name = "stride2", .x = {2, 7, 5, 4}, .out = 6, .stride = 2},
    {.name = "stride2_even", .x = {2, 6, 8, 4}, .out = 6, .stride = 2, .bias = true},
    {.name = "stride2_padded_right_and_bottom", .x = {2, 6, 5, 4}, .out = 4, .stride = 2, .pad = {0, 1, 0, 1}},
    {.name = "stride2_kernel1", .x = {2, 5, 6, 4}, .out = 4, .kernel = 1, .stride = 2, .pad = {}},
    {.name = "stride2_silu_second",
     .x = {2, 6, 5, 3},
     .out = 4,
     .stride = 2,
     .bias = true,
     .second = 2,
     .act = activation::silu},
    {.name = "stride3", .x = {1, 8, 7, 2}, .out = 3, .stride = 3},
    {.name = "bias", .x = {2, 3, 4, 3}, .out = 5, .bias = true},
    {.name = "row", .x = {3, 3, 4, 3}, .out = 5, .row = true},
    {.name = "residual", .x = {2, 3, 4, 3}, .out = 5, .residual = true},
    {.name = "second", .x = {2, 5, 4, 3}, .out = 5, .second = 2},
    {.name = "second_one_channel", .x = {2, 5, 4, 8}, .out = 8, .second = 1},
    {.name = "relu", .x = {2, 4, 5, 3}, .out = 5, .act = activation::relu},
    {.name = "silu", .x = {2, 4, 5, 3}, .out = 5, .act = activation::silu},
    {.name = "upsample_folded", .x = {2, 3, 4, 5}, .out = 6, .upsample = true},
    {.name = "upsample_folded_one_channel", .x = {2, 3, 2, 1}, .out = 1, .upsample = true},
    {.name = "upsample_folded_whole_registers", .x = {1, 2, 3, 16}, .out = 8, .upsample = true},
    {.name = "upsample_kernel5", .x = {2, 3, 2, 3}, .out = 4, .kernel = 5, .pad = padding::same(5), .upsample = true},
    {.name = "upsample_asymmetric", .x = {2, 3, 2, 3}, .out = 4, .pad = {1, 0, 0, 1}, .upsample = true},
    {.name = "upsample_stride2", .x = {2, 3, 2, 3}, .out = 4, .stride = 2, .upsample = true, .second = 2},
    {.name = "decoder_stage",
     .x = {2, 3, 2, 5},
     .out = 6,
     .bias = true,
     .row = true,
     .upsample = true,
     .second = 3,
     .act = activation::relu},
    {.name = "everything_folded",
     .x = {2, 2, 3, 5},
     .out = 6,
     .bias = true,
     .row = true,
     .residual = true,
     .upsample = true,
     .second = 3,
     .act = activation::silu},
    {.name = "everything_direct",
     .x = {3, 4, 3, 5},
     .out = 9,
     .bias = true,
     .row = true,
     .residual = true,
     .second = 4,
     .act = activation::silu},
};

INSTANTIATE_TEST_SUITE_P(Options, Conv2dGradient, testing::ValuesIn(cases),
                         [](const auto& tested) { return tested.param.name; });

TEST(Conv2d, AValueUsedAsInputResidualAndSecondGetsTheSumOfItsGradients) {
  expect_gradients({{2, 3, 4, 4}, {3, 3, 8, 4}}, [](checked_graph& g, inputs in) {
    return ops::conv2d(g, in[0], in[1], {.residual = in[0], .second = in[0]});
  });
}

TEST(Conv2d, WeightsUsedTwiceGetTheSumOfTheirGradients) {
  expect_gradients({{2, 3, 4, 4}, {3, 3, 4, 4}, {4}}, [](checked_graph& g, inputs in) {
    const value once = ops::conv2d(g, in[0], in[1], {.bias = in[2], .act = activation::silu});
    return ops::add(g, ops::conv2d(g, once, in[1], {.bias = in[2]}), once);
  });
}

TEST(Conv2d, SaysWhatDoesNotFit) {
  cpu_context ctx(1);
  graph<cpu<float>> g(ctx);
  const std::vector<float> zeros(1000);
  const auto make = [&](const shape& s) { return g.scalar_input({zeros.data(), s}); };
  const auto weights = [&](const shape& s) { return g.input({zeros.data(), s}); };
  const auto message = [&](value x, real_value w, const ops::conv2d_options& options) -> std::string {
    try {
      ops::conv2d(g, x, w, options);
    } catch (const error& e) {
      EXPECT_EQ(e.kind(), error_kind::shape);
      return e.what();
    }
    return "nothing thrown";
  };
  const value x = make({2, 4, 4, 3});
  const real_value w = weights({3, 3, 3, 5});
  EXPECT_EQ(message(make({2, 4, 4, 2}), w, {}),
            "conv2d: expected 3 input channels as in weights (3,3,3,5), got 2 from x (2,4,4,2)");
  EXPECT_EQ(message(x, w, {.bias = weights({4})}), "conv2d: expected a bias of shape (5), got (4)");
  EXPECT_EQ(message(x, w, {.row = make({1, 5})}), "conv2d: expected a row of shape (2,5), got (1,5)");
  EXPECT_NE(message(make({2, 1, 1, 3}), w, {.pad = {}}).find("at least as large as the kernel"), std::string::npos);
  EXPECT_NE(message(make({2, 4, 3}), w, {}).find("expected x (N,H,W,C)"), std::string::npos);
}

}  // namespace
