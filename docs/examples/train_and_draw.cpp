#include <sfumato/io.hpp>

using namespace sfumato;
using B = cpu<float>;

int main() {
  B::context ctx;  // one thread a core
  simple_unet<B> net;
  parameter_slab<B> slab(ctx, net);
  slab.initialize(net, 0);

  const linear_beta schedule(scaled_beta_range(200));
  trainer<B, simple_unet<B>> training(net, slab, schedule, {.learning_rate = 1e-3});
  training.run(synthetic_digits(0, {0, 1, 2, 3}, 8000), {.epochs = 4});

  network_denoiser<B, simple_unet<B>> denoiser(training.averaged());
  const auto drawn = sample<B>(ctx, denoiser, ddpm{}, schedule, steps(50), {.extent = {12, 16, 16, 1}, .seed = 7});
  write_png("digits.png", image_grid(drawn.pixels(), {.zoom = 4}));
}
