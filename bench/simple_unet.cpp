// The small U-Net: a training step, a forward pass and 200 DDPM steps. bench/side_by_side.py runs it beside PyTorch.

#include <benchmark/benchmark.h>

#include "sfumato/sfumato.hpp"

namespace {

using backend = sfumato::cpu<float>;
using sfumato::index_t;

/// A network with everything a training step needs, on noise instead of digits.
struct training {
  explicit training(index_t batch) : images(batch) {
    slab.initialize(net, 0);
    const sfumato::shape extent{batch, 16, 16, 1};
    draw(clean, 1, 0);
  }

  void step(std::uint32_t number) {
    const sfumato::shape extent{images, 16, 16, 1};
    draw(noise, 2, number);
    sfumato::random_sequence random({3, 0, number});
    for (index_t n = 0; n < images; ++n) {
      const double t = random.below(200);
      times.data()[n] = static_cast<float>(t);
      weights.data()[2 * n] = static_cast<float>(schedule.alpha(t));
      weights.data()[2 * n + 1] = static_cast<float>(schedule.sigma(t));
    }
    backend::for_each_row(ctx, images, 256, mix{}, weights.data(), 2, noisy.data(),
                          static_cast<const float*>(clean.data()), static_cast<const float*>(noise.data()));
    graph.rewind();
    slab.zero_grads();
    const sfumato::value x = sfumato::ops::to_scalar(graph, input(noisy, extent));
    const sfumato::real_value prediction = sfumato::ops::to_real(graph, net(graph, x, input(times, {images})));
    graph.backward(sfumato::ops::mse(graph, prediction, input(noise, extent)));
    adam.step(slab, {.learning_rate = 1e-3});
  }

  void draw(sfumato::real_buffer<backend>& to, std::uint64_t seed, std::uint32_t number) {
    const auto step = static_cast<sfumato::whole>(number);
    backend::normal(ctx, {.x = to.as({images, 16, 16, 1}), .seed = seed, .step = &step});
  }
  sfumato::real_value input(const sfumato::real_buffer<backend>& from, const sfumato::shape& extent) {
    return graph.input(from.as(extent));
  }

  struct mix {
    template <class P>
    void operator()(const float* weight, P& noisy, const P& clean, const P& noise) const {
      noisy = P(weight[0]) * clean + P(weight[1]) * noise;
    }
  };

  index_t images;
  backend::context ctx;
  sfumato::simple_unet<backend> net;
  sfumato::parameter_slab<backend> slab{ctx, net};
  sfumato::adam<backend> adam{slab};
  sfumato::graph<backend> graph{ctx};
  sfumato::linear_beta schedule{sfumato::scaled_beta_range(200)};
  sfumato::real_buffer<backend> clean{ctx, images * 256}, noise{ctx, images * 256}, noisy{ctx, images * 256};
  sfumato::real_buffer<backend> times{ctx, images}, weights{ctx, 2 * images};
};

void training_step(benchmark::State& state) {
  training run(state.range(0));
  std::uint32_t number = 0;
  run.step(number++);
  for (auto _ : state) run.step(number++);
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(training_step)->Arg(128)->Unit(benchmark::kMillisecond)->UseRealTime();

void forward(benchmark::State& state) {
  training run(state.range(0));
  sfumato::network_denoiser<backend, sfumato::simple_unet<backend>> denoiser(run.net);
  const sfumato::shape extent{state.range(0), 16, 16, 1};
  const sfumato::view<const float> x = run.clean.as(extent);
  denoiser(run.ctx, x, 100, run.noisy.as(extent));
  for (auto _ : state) denoiser(run.ctx, x, 100, run.noisy.as(extent));
}
BENCHMARK(forward)->Arg(1)->Arg(128)->Unit(benchmark::kMillisecond)->UseRealTime();

void sample_200_ddpm_steps(benchmark::State& state) {
  training run(1);
  sfumato::network_denoiser<backend, sfumato::simple_unet<backend>> denoiser(run.net);
  for (auto _ : state) {
    const auto result = sfumato::sample<backend>(run.ctx, denoiser, sfumato::ddpm{}, run.schedule, sfumato::steps(200),
                                                 {{state.range(0), 16, 16, 1}, 0});
    benchmark::DoNotOptimize(result.images.data());
  }
}
BENCHMARK(sample_200_ddpm_steps)->Arg(1)->Arg(12)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
