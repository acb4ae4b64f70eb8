// The small U-Net: a training step, a forward pass and 200 DDPM steps. bench/side_by_side.py runs it beside PyTorch
// and OpenVINO.

#include <vector>

#include "program.hpp"
#include "sfumato/sfumato.hpp"

namespace {

using backend = sfumato::cpu<float>;
using sfumato::index_t;
using network = sfumato::simple_unet<backend>;

/// A network with everything a training step needs, on noise instead of digits.
struct training {
  explicit training(index_t batch) : images(batch), clean(static_cast<std::size_t>(batch * 256)) {
    slab.initialize(net, 0);
    const sfumato::whole start = 0;
    backend::normal(ctx, {.x = {clean.data(), extent()}, .seed = 1, .step = &start});
  }

  sfumato::shape extent() const { return {images, 16, 16, 1}; }
  void run() {
    step({clean.data(), extent()});
    step.report([](const auto&) {});
  }

  index_t images;
  backend::context ctx{bench_threads()};
  network net;
  sfumato::parameter_slab<backend> slab{ctx, net};
  sfumato::linear_beta schedule{sfumato::scaled_beta_range(200)};
  sfumato::training_step<backend, network, sfumato::ddpm_objective<backend>, sfumato::adam<backend>> step{
      net, slab, {ctx, schedule}, sfumato::adam<backend>(slab)};
  std::vector<float> clean;
};

void training_step(benchmark::State& state) {
  training trained(state.range(0));
  trained.run();
  for (auto _ : state) trained.run();
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(training_step)->Arg(128)->Unit(benchmark::kMillisecond)->UseRealTime();

void forward(benchmark::State& state) {
  training run(state.range(0));
  sfumato::network_denoiser<backend, network> denoiser(run.net);
  const sfumato::view<const float> x{run.clean.data(), run.extent()};
  std::vector<float> answer(run.clean.size());
  denoiser(run.ctx, x, 100, {answer.data(), run.extent()});
  for (auto _ : state) denoiser(run.ctx, x, 100, {answer.data(), run.extent()});
}
BENCHMARK(forward)->Arg(1)->Arg(128)->Unit(benchmark::kMillisecond)->UseRealTime();

void sample_200_ddpm_steps(benchmark::State& state) {
  training run(1);
  sfumato::network_denoiser<backend, network> denoiser(run.net);
  for (auto _ : state) {
    const auto result = sfumato::sample<backend>(run.ctx, denoiser, sfumato::ddpm{}, run.schedule, sfumato::steps(200),
                                                 {{state.range(0), 16, 16, 1}, 0});
    benchmark::DoNotOptimize(result.images.data());
  }
}
BENCHMARK(sample_200_ddpm_steps)->Arg(1)->Arg(12)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

int main(int argc, char** argv) { return run_benchmarks(argc, argv); }
