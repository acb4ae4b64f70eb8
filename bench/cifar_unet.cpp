// The network of google/ddpm-cifar10-32 with random weights: forward passes and a training step. bench/side_by_side.py
// runs it beside PyTorch and OpenVINO.

#include <benchmark/benchmark.h>

#include <vector>

#include "sfumato/sfumato.hpp"

namespace {

using backend = sfumato::cpu<float>;
using network = sfumato::unet2d<backend>;
using sfumato::index_t;

sfumato::unet2d_config ddpm_cifar10() {
  using enum sfumato::unet2d_block;
  sfumato::unet2d_config config;
  config.block_out_channels = {128, 256, 256, 256};
  config.down_block_types = {plain, attention, plain, plain};
  config.up_block_types = {plain, plain, attention, plain};
  config.downsample_padding = 0;
  config.attention_head_dim = {};
  config.norm_eps = 1e-6;
  config.flip_sin_to_cos = false;
  config.freq_shift = 1;
  return config;
}

struct loaded {
  explicit loaded(index_t batch) : extent{batch, 32, 32, 3}, images(static_cast<std::size_t>(extent.size())) {
    constexpr index_t parameters = 35'746'307;
    sfumato::require(slab.size() == parameters, sfumato::error_kind::config, "expected ", parameters,
                     " parameters, got ", slab.size());
    slab.initialize(net, 0);
    const sfumato::whole start = 0;
    backend::normal(ctx, {.x = {images.data(), extent}, .seed = 1, .step = &start});
  }

  sfumato::shape extent;
  std::vector<float> images;
  backend::context ctx;
  network net{ddpm_cifar10()};
  sfumato::parameter_slab<backend> slab{ctx, net};
};

void forward(benchmark::State& state) {
  loaded of(state.range(0));
  sfumato::network_denoiser<backend, network> denoiser(of.net);
  std::vector<float> answer(of.images.size());
  const auto run = [&] { denoiser(of.ctx, {of.images.data(), of.extent}, 500, {answer.data(), of.extent}); };
  run();
  for (auto _ : state) run();
  state.counters["GFLOP"] = denoiser.flops(of.extent) * 1e-9;
}
BENCHMARK(forward)->Arg(1)->Arg(16)->Unit(benchmark::kMillisecond)->UseRealTime();

void training_step(benchmark::State& state) {
  loaded of(state.range(0));
  const sfumato::linear_beta schedule;
  sfumato::training_step<backend, network, sfumato::ddpm_objective<backend>, sfumato::adam<backend>> step(
      of.net, of.slab, {of.ctx, schedule}, sfumato::adam<backend>(of.slab));
  const auto run = [&] {
    step({of.images.data(), of.extent});
    step.report([](const auto&) {});
  };
  run();
  for (auto _ : state) run();
}
BENCHMARK(training_step)->Arg(8)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
