#include <sfumato/io.hpp>

// The same network towards other objectives than DDPM's: EDM, which is drawn from in sigma, and flow matching.
using namespace sfumato;
using B = cpu<float>;
using toy = simple_unet<B>;
using net_denoiser = network_denoiser<B, toy>;

const synthetic_digits drawn_digits(0, {0, 1, 2, 3}, 4000);
const image_noise twelve{.extent = {12, 16, 16, 1}, .seed = 7};

/// A network trained towards an objective, saved as the moving average of its weights says.
template <class Objective, class Draw>
void train_and_draw(B::context& ctx, Objective objective, const Draw& draw) {
  toy net;
  parameter_slab<B> slab(ctx, net);
  slab.initialize(net, 0);
  trainer<B, toy, Objective> training(net, slab, std::move(objective), adam<B>(slab), {.learning_rate = 1e-3});
  training.run(drawn_digits, {.epochs = 2});
  draw(training.averaged());
}

int main() {
  B::context ctx;

  const edm_preconditioning around{.sigma_data = 0.56};  // the standard deviation of the pixels
  train_and_draw(ctx, edm_objective<B>(ctx, {.network = around}), [&](const toy& net) {
    edm_denoiser<B, net_denoiser> denoiser(net_denoiser(net), around);
    const sigma_schedule schedule;
    const auto plan = heun{}.plan(schedule, schedule.steps(10), denoiser.prediction());
    write_png("by_edm.png", image_grid(sample<B>(ctx, denoiser, plan, twelve).pixels(), {.zoom = 4}));
  });

  const straight_path path;
  train_and_draw(ctx, flow_objective<B>(ctx, path), [&](const toy& net) {
    net_denoiser denoiser(net, prediction_type::flow);
    const auto plan = flow_euler{}.plan(path, flow_times(20), denoiser.prediction());
    write_png("by_flow.png", image_grid(sample<B>(ctx, denoiser, plan, twelve).pixels(), {.zoom = 4}));
  });
}
