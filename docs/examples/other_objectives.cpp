#include <sfumato/io.hpp>

// The same network towards other objectives than DDPM's: EDM, which is drawn from in sigma, and flow matching.
using namespace sfumato;
using B = cpu<float>;
using small_unet = simple_unet<B>;
using net_denoiser = network_denoiser<B, small_unet>;

/// draw(network) is called with the moving average of what was learned.
template <class Objective, class Draw>
void train_and_draw(B::context& ctx, Objective towards, const Draw& draw) {
  small_unet net(light_widths);
  parameter_slab<B> slab(ctx, net);
  slab.initialize(net, 0);
  trainer<B, small_unet, Objective> training(net, slab, std::move(towards), adam<B>(slab), {.learning_rate = 2e-3});
  training.run(synthetic_digits(0, {0, 1, 2, 3}, 8000), {.epochs = 4});
  draw(training.averaged());
}

int main() {
  B::context ctx;
  const image_noise start{.extent = {12, 16, 16, 1}, .seed = 7};

  const edm_preconditioning around{.sigma_data = 0.52};  // the standard deviation of the pixels
  train_and_draw(ctx, edm_objective<B>(ctx, {.network = around}), [&](const small_unet& net) {
    edm_denoiser<B, net_denoiser> denoiser(net_denoiser(net), around);
    const sigma_schedule schedule;
    const auto drawn = sample(ctx, denoiser, heun{}, schedule, schedule.steps(10), start);
    write_png("by_edm.png", image_grid(drawn.pixels(), {.zoom = 4}));
  });

  const straight_path path;
  train_and_draw(ctx, flow_objective<B>(ctx, path), [&](const small_unet& net) {
    net_denoiser denoiser(net, prediction_type::flow);
    const auto drawn = sample(ctx, denoiser, flow_euler{}, path, flow_times(20), start);
    write_png("by_flow.png", image_grid(drawn.pixels(), {.zoom = 4}));
  });
}
