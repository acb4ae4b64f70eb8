#include <gtest/gtest.h>

#include "both_backends.hpp"
#include "sfumato/ops/attention.hpp"
#include "sfumato/ops/conv2d.hpp"
#include "sfumato/ops/embedding.hpp"
#include "sfumato/ops/group_norm.hpp"
#include "sfumato/ops/linear.hpp"
#include "sfumato/ops/pixel_mean.hpp"
#include "sfumato/ops/pool.hpp"

// Every operation of networks by the kernels of the CUDA backend, run on the host by several threads a block.
namespace {

using namespace sfumato_test;

value as_value(const any_value& x) { return value(x.id); }
real_value as_real(const any_value& x) { return real_value(x.id); }

TEST(CudaKernels, NormaliseGroups) {
  expect_both_alike({{{2, 3, 5, 6}}, {{6}, true}, {{6}, true}}, [](auto& g, const auto& in) {
    return ops::group_norm(g, as_value(in[0]), as_real(in[1]), as_real(in[2]), {.groups = 3, .act = activation::silu});
  });
  expect_both_alike({{{1, 9, 4}}, {{12}, true}, {{12}, true}, {{1, 9, 8}}, {{1, 24}}}, [](auto& g, const auto& in) {
    return ops::group_norm(g, as_value(in[0]), as_real(in[1]), as_real(in[2]),
                           {.groups = 2, .second = as_value(in[3]), .modulation = as_value(in[4])});
  });
}

TEST(CudaKernels, NormaliseGroupsOfMoreChannelsThanABlockHasLanes) {
  expect_both_alike({{{1, 3, 300}}, {{300}, true}, {{300}, true}}, [](auto& g, const auto& in) {
    return ops::group_norm(g, as_value(in[0]), as_real(in[1]), as_real(in[2]), {.groups = 1});
  });
}

TEST(CudaKernels, Convolve) {
  expect_both_alike(
      {{{3, 4, 5, 3}}, {{3, 3, 3, 4}, true}, {{4}, true}, {{3, 4}}, {{3, 4, 5, 4}}}, [](auto& g, const auto& in) {
        return ops::conv2d(
            g, as_value(in[0]), as_real(in[1]),
            {.bias = as_real(in[2]), .row = as_value(in[3]), .residual = as_value(in[4]), .act = activation::silu});
      });
}

TEST(CudaKernels, ConvolveWhatIsDoubledAndJoined) {
  expect_both_alike({{{2, 2, 3, 2}}, {{3, 3, 5, 4}, true}, {{2, 4, 6, 3}}}, [](auto& g, const auto& in) {
    return ops::conv2d(g, as_value(in[0]), as_real(in[1]), {.second = as_value(in[2]), .upsample = true});
  });
}

TEST(CudaKernels, ConvolveWithAStride) {
  expect_both_alike({{{2, 6, 4, 2}}, {{3, 3, 2, 3}, true}}, [](auto& g, const auto& in) {
    return ops::conv2d(g, as_value(in[0]), as_real(in[1]),
                       {.stride = 2, .pad = {.top = 0, .bottom = 1, .left = 0, .right = 1}, .act = activation::relu});
  });
}

TEST(CudaKernels, MapLinearly) {
  expect_both_alike({{{2, 3, 5}}, {{5, 4}, true}, {{4}, true}, {{2, 3, 4}}}, [](auto& g, const auto& in) {
    return ops::linear(g, as_value(in[0]), as_real(in[1]),
                       {.bias = as_real(in[2]), .residual = as_value(in[3]), .act = activation::silu});
  });
  expect_both_alike({{{17, 3}}, {{3, 2}, true}},
                    [](auto& g, const auto& in) { return ops::linear(g, as_value(in[0]), as_real(in[1])); });
}

TEST(CudaKernels, Attend) {
  expect_both_alike({{{2, 3, 4}}, {{2, 5, 4}}, {{2, 5, 4}}}, [](auto& g, const auto& in) {
    return ops::attention(g, as_value(in[0]), as_value(in[1]), as_value(in[2]), 2);
  });
  expect_both_alike({{{2, 3, 4}}}, [](auto& g, const auto& in) {
    return ops::attention(g, as_value(in[0]), as_value(in[0]), as_value(in[0]), 1);
  });
}

TEST(CudaKernels, AddUpWhatOneArrayGetsTwice) {
  expect_both_alike({{{3, 4}}, {{4, 4}, true}}, [](auto& g, const auto& in) {
    return ops::linear(g, as_value(in[0]), as_real(in[1]), {.residual = as_value(in[0]), .act = activation::silu});
  });
  expect_both_alike({{{1, 2, 3, 2}}, {{3, 3, 4, 2}, true}}, [](auto& g, const auto& in) {
    return ops::conv2d(g, as_value(in[0]), as_real(in[1]), {.residual = as_value(in[0]), .second = as_value(in[0])});
  });
  expect_both_alike({{{1, 3, 4}}, {{8}, true}, {{8}, true}}, [](auto& g, const auto& in) {
    return ops::group_norm(g, as_value(in[0]), as_real(in[1]), as_real(in[2]),
                           {.groups = 2, .second = as_value(in[0])});
  });
}

TEST(CudaKernels, Pool) {
  for (const shape& s : {shape{2, 4, 6, 3}, shape{1, 5, 3, 2}}) {
    expect_both_alike({{s}}, [](auto& g, const auto& in) { return ops::max_pool(g, as_value(in[0])); });
    expect_both_alike({{s}}, [](auto& g, const auto& in) { return ops::avg_pool(g, as_value(in[0])); });
  }
}

TEST(CudaKernels, AverageOverPixels) {
  for (const shape& s : {shape{2, 3, 5, 4}, shape{1, 2, 1, 300}})
    expect_both_alike({{s}}, [](auto& g, const auto& in) { return ops::pixel_mean(g, as_value(in[0])); });
}

TEST(CudaKernels, MeasureCrossEntropyAsTheCpuDoes) {
  const std::vector<double> x = storable_numbers(12, 5);
  const std::vector<whole> labels = {0, 3, 2};
  const double upper = 0.5;
  const auto measured = [&](auto& ctx, auto backend) {
    using B = decltype(backend);
    std::vector<double> all(15, 1);
    const cross_entropy_call<double> call{3, 4, x.data(), labels.data(), all.data()};
    B::cross_entropy_forward(ctx, call);
    B::cross_entropy_backward(ctx, {call, &upper, {all.data() + 3, true}});
    return all;
  };
  cpu_context cpu_ctx(1);
  for (const index_t threads : {1, 3}) {
    host_queue queue(threads);
    EXPECT_LT(share_off(measured(queue, host_cuda<double>()), measured(cpu_ctx, cpu<double>())), 1e-14);
  }
  double loss = 0;
  const whole unknown = 4;
  host_queue queue;
  host_cuda<double>::cross_entropy_forward(queue, {1, 4, x.data(), &unknown, &loss});
  EXPECT_TRUE(std::isnan(loss));
}

TEST(CudaKernels, AddEmbeddings) {
  static const std::vector<whole> labels = {1, 3, 1};
  expect_both_alike({{{3, 5}}, {{4, 5}, true}}, [](auto& g, const auto& in) {
    return ops::add_embedding(g, as_value(in[0]), g.input({labels.data(), {3}}), as_real(in[1]));
  });
}

TEST(CudaKernels, MakeARowOfAnUnknownLabelNan) {
  host_queue queue;
  const std::vector<float> x(4, 1), table(4, 2);
  std::vector<float> y(4);
  const std::vector<whole> labels = {1, 2};
  host_cuda<float>::embedding_forward(queue, {2, 2, 2, x.data(), labels.data(), table.data(), y.data()});
  EXPECT_EQ(y[0], 3);
  EXPECT_TRUE(std::isnan(y[2]) && std::isnan(y[3]));
}

}  // namespace
