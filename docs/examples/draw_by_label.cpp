#include <iostream>
#include <sfumato/io.hpp>

// A network that is told what to draw: trained with labels, some of them dropped, and drawn from with guidance, in a
// loop of one's own. Then pictures are half forgotten and drawn anew: image to image.
using namespace sfumato;
using B = cpu<float>;
using net_denoiser = network_denoiser<B, simple_unet<B>>;

int main() {
  B::context ctx;
  simple_unet<B> net(2);  // two classes, and a third row that means none
  parameter_slab<B> slab(ctx, net);
  slab.initialize(net, 0);
  const linear_beta schedule(scaled_beta_range(200));
  trainer<B, simple_unet<B>> training(net, slab, schedule, {.classes = 2, .label_drop = 0.1});
  training.run(synthetic_digits(0, {0, 1}, 4000), {.epochs = 3});

  // One label an image; the other half of the guidance is the same network told none.
  net_denoiser told(training.averaged(), {0, 0, 0, 1, 1, 1});
  guided<B, net_denoiser, net_denoiser> steered(std::move(told), 2.0);
  const shape extent{6, 16, 16, 1};
  const solver_plan plan = ddim{}.plan(schedule, steps(25).of(200), steered.prediction());
  sampling_run<B, decltype(steered)> run(ctx, steered, plan, {.extent = extent, .seed = 7});
  run.start();
  while (!run.done()) run.step();
  run.check();
  std::vector<float> images(static_cast<std::size_t>(extent.size()));
  run.download(images.data());
  write_png("zeros_and_ones.png", image_grid(view<const float>{images.data(), extent}, {.columns = 6, .zoom = 4}));

  // The last 0.4 of the steps: what noise covers there is made up anew.
  const auto again = sample<B>(ctx, steered, at_strength(plan, 0.4), {.extent = extent, .seed = 8},
                               {.start_from = {images.data(), extent}});
  write_png("others_like_them.png", image_grid(again.pixels(), {.columns = 6, .zoom = 4}));

  // Noise itself: row n is made of stream n of the seed, at a step that stands in the backend's memory.
  const whole step = 0;
  B::normal(ctx, {.x = {images.data(), extent}, .seed = 7, .step = &step});
  std::cout << "the run began with " << images[0] << ", " << images[1] << ", ...\n";
}
