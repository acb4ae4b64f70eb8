// Activations of 16 bits beside floats: the loss of the last epoch over three seeds, and the memory that activations
// take.
//
//     bench_bf16 [EPOCHS [MNIST_FOLDER]]
//
// Digits 0 to 3, batch 128, Adam 1e-3, the scaled schedule; 8 epochs, and drawn digits where no folder is named. Status
// 1 where a seed's losses are more than 3% apart or bf16 takes more than 60% of the memory.

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <vector>

#include "program.hpp"
#include "sfumato/io.hpp"
#include "sfumato/sfumato.hpp"

namespace {

using namespace sfumato;

struct outcome {
  double loss, seconds;
};

/// Loss of the last epoch, and the processor time of all.
template <backend B>
outcome train(const image_dataset& digits, index_t epochs, std::uint64_t seed) {
  typename B::context ctx{bench_threads()};
  simple_unet<B> net;
  parameter_slab<B> slab(ctx, net);
  slab.initialize(net, seed);
  trainer<B, simple_unet<B>> training(net, slab, linear_beta(scaled_beta_range(200)), {.seed = seed});
  const std::clock_t start = std::clock();
  training.run(digits, {.epochs = epochs});
  return {training.history().back().loss(), static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC};
}

struct memory {
  double training, forward;
};

/// MB for 128 images: a training step's values, gradients and packed weights; a planned forward pass.
template <backend B>
memory activations() {
  typename B::context ctx{bench_threads()};
  simple_unet<B> net;
  parameter_slab<B> slab(ctx, net);
  slab.initialize(net, 0);
  const shape extent{128, 16, 16, 1};
  const std::vector<typename B::real> x(static_cast<std::size_t>(extent.size())), t(128);
  const auto answer = [&](graph<B>& g) {
    return ops::to_real(g, net(g, ops::to_scalar(g, g.input({x.data(), extent})), g.input({t.data(), {128}})));
  };
  graph<B> g(ctx);
  g.backward(ops::mse(g, answer(g), g.input({x.data(), extent})));
  inference<B> planned(ctx);
  planned(answer);
  return {1e-6 * static_cast<double>(g.memory()), 1e-6 * static_cast<double>(planned.plan().bytes())};
}

int compare(index_t epochs, const image_dataset& digits) {
  bool good = true;
  std::printf("%lld epochs of %lld images\n%-6s %10s %10s %8s %12s %12s\n", static_cast<long long>(epochs),
              static_cast<long long>(digits.size()), "seed", "float", "bf16", "apart", "float CPU s", "bf16 CPU s");
  for (const std::uint64_t seed : {0u, 1u, 2u}) {
    const outcome plain = train<cpu<float>>(digits, epochs, seed), narrow = train<cpu<bf16>>(digits, epochs, seed);
    const double apart = narrow.loss / plain.loss - 1;
    good = good && std::abs(apart) <= 0.03;
    std::printf("%-6d %10.5f %10.5f %7.2f%% %12.1f %12.1f\n", static_cast<int>(seed), plain.loss, narrow.loss,
                100 * apart, plain.seconds, narrow.seconds);
    std::fflush(stdout);
  }
  const memory plain = activations<cpu<float>>(), narrow = activations<cpu<bf16>>();
  const auto line = [&](const char* what, double wide, double half) {
    good = good && half <= 0.6 * wide;
    std::printf("%-24s %8.1f MB %8.1f MB   %.2f\n", what, wide, half, half / wide);
  };
  line("training step, batch 128", plain.training, narrow.training);
  line("forward pass, batch 128", plain.forward, narrow.forward);
  return good ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const index_t epochs = argc > 1 ? std::atoll(argv[1]) : 8;
    require(epochs >= 1 && argc <= 3, error_kind::value, "expected a number of epochs and a folder with MNIST");
    return compare(epochs, argc > 2 ? load_mnist<content_reader>(argv[2], mnist_part::train, first_digits(4))
                                    : stored(synthetic_digits(0, first_digits(4))));
  } catch (const std::exception& e) {
    std::fprintf(stderr, "bench_bf16: %s\n", e.what());
    return 2;
  }
}
