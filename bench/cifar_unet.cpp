// The network of google/ddpm-cifar10-32 with random weights: forward passes and a training step. bench/side_by_side.py
// runs it beside PyTorch and OpenVINO.

#include "cifar_unet.hpp"

#include <vector>

#include "program.hpp"

namespace {

using backend = sfumato::cpu<float>;
using network = sfumato::unet2d<backend>;
using sfumato::index_t;

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
  backend::context ctx{bench_threads()};
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

int main(int argc, char** argv) { return run_benchmarks(argc, argv); }
