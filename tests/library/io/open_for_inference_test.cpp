#include "sfumato/io/open_for_inference.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "../golden.hpp"
#include "sfumato/backend/cpu/cpu.hpp"
#include "temporary_folder.hpp"

// One copy of the weights: what is packed is let go of, and nobody misses it.
namespace {

using namespace sfumato;
using namespace sfumato_test;

/// Whoever reads a weight that was let go of meets a NaN.
struct forgetful : cpu<float> {
  inline static index_t forgotten = 0;
  static void discard(cpu_context&, float* x, index_t n) {
    std::fill_n(x, n, std::numeric_limits<float>::quiet_NaN());
    forgotten += n;
  }
};

std::vector<float> some_pixels(const shape& extent) {
  std::vector<float> x(static_cast<std::size_t>(extent.size()));
  random_sequence random({3, 1, 0});
  for (float& v : x) v = static_cast<float>(random.uniform(-1, 1));
  return x;
}

template <class Denoiser>
std::vector<float> answer(cpu_context& ctx, Denoiser& denoiser, index_t batch) {
  const shape extent{batch, 16, 16, 3};
  const std::vector<float> x = some_pixels(extent);
  std::vector<float> y(x.size());
  denoiser(ctx, {x.data(), extent}, 30.0f, {y.data(), extent});
  return y;
}

TEST(OpenForInference, AnswersAsAModelThatKeepsItsWeights) {
  cpu_context ctx(2);
  const auto kept = from_pretrained<cpu<float>>(ctx, golden::path("unet_tiny"));
  auto wanted = kept.denoiser();
  auto denoiser = open_for_inference<forgetful>(ctx, golden::path("unet_tiny")).denoiser();
  forgetful::forgotten = 0;
  for (const index_t batch : {2, 2, 1, 3, 2})
    EXPECT_EQ(answer(ctx, denoiser, batch), answer(ctx, wanted, batch)) << batch;
  index_t packed = 0;
  auto net = kept.net;
  for_each_parameter(net, [&](const std::string&, const parameter<float>& p) {
    if (p.role == parameter_role::conv_weight || p.role == parameter_role::linear_weight) packed += p.extent.size();
  });
  EXPECT_EQ(forgetful::forgotten, 4 * packed) << "each weight once for each number of images met anew";
}

TEST(OpenForInference, ServesSeveralDenoisersInTurns) {
  temporary_folder folder;
  cpu_context ctx(1);
  unet2d_config config = read_unet2d_config(json_object::read(golden::path("unet_tiny/config.json")));
  config.num_class_embeds = 3;
  pretrained<cpu<float>> kept(ctx, unet2d<cpu<float>>(config));
  kept.slab.initialize(kept.net, 4);
  save_pretrained<cpu<float>>(folder.path(), ctx, kept.net);
  const auto model = open_for_inference<forgetful>(ctx, folder.path());
  auto first = model.denoiser({1}), second = model.denoiser({2});
  auto wanted_first = kept.denoiser({1}), wanted_second = kept.denoiser({2});
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(answer(ctx, first, 2), answer(ctx, wanted_first, 2));
    EXPECT_EQ(answer(ctx, second, 2), answer(ctx, wanted_second, 2));
    if (round == 1) first.weights_changed();
  }
}

TEST(OpenForInference, RefusesWhatFromPretrainedRefuses) {
  temporary_folder folder;
  cpu_context ctx(1);
  EXPECT_EQ(message_of([&] { open_for_inference<cpu<float>>(ctx, folder.path()); }),
            message_of([&] { from_pretrained<cpu<float>>(ctx, folder.path()); }));
}

TEST(OpenForInference, ASlabForInferenceHasNoGradients) {
  cpu_context ctx(1);
  linear<cpu<float>> layer(3, 2);
  parameter_slab<cpu<float>> slab(ctx, layer, slab_use::inference);
  slab.initialize(layer, 0);
  EXPECT_EQ(layer.weight.grad, nullptr);
  EXPECT_NO_THROW(slab.zero_grads());
  EXPECT_NE(message_of([&] { slab.grads(); }).find("slab_use::inference"), std::string::npos);
}

TEST(OpenForInference, WeightsThatWereLetGoOfAreNotPackedAgain) {
  cpu_context ctx(1);
  linear<cpu<float>> layer(3, 2);
  parameter_slab<cpu<float>> slab(ctx, layer, slab_use::inference);
  slab.initialize(layer, 0);
  inference<cpu<float>> run(ctx);
  run.discard_packed_weights();
  const float x[3] = {1, 2, 3};
  const auto once = [&] { run([&](graph<cpu<float>>& g) { return layer(g, g.scalar_input({x, {1, 3}})); }); };
  once();
  slab.values()[0] = 5;
  EXPECT_NE(message_of(once).find("let go"), std::string::npos);
}

}  // namespace
