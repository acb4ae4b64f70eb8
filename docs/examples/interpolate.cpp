#include <iostream>
#include <sfumato/io.hpp>

// From one digit to another, over the sphere of noise: each of twelve steps between two noises is drawn.
using namespace sfumato;
using B = cpu<float>;

int main(int argc, char** argv) {
  if (argc != 2) return std::cerr << "usage: interpolate MODEL.safetensors\n", 2;
  try {
    const model_card card = model_card::from_metadata(safetensors_file::open(argv[1]).metadata(), argv[1]);
    B::context ctx;
    simple_unet<B> net;
    parameter_slab<B> slab(ctx, net);
    load_state_dict<B>(argv[1], ctx, net);
    network_denoiser<B, simple_unet<B>> denoiser(net, card.prediction);

    const image_noise one{.extent = {1, 16, 16, 1}, .seed = 3, .first_stream = 4},
        other{.extent = {1, 16, 16, 1}, .seed = 3, .first_stream = 8};
    const std::vector<float> a = drawn_noise<B>(ctx, one), b = drawn_noise<B>(ctx, other);
    std::vector<float> between;
    for (int k = 0; k < 12; ++k) {
      const auto z = slerp<float>({a.data(), one.extent}, {b.data(), one.extent}, k / 11.0);
      between.insert(between.end(), z.begin(), z.end());
    }
    const shape extent{12, 16, 16, 1};
    const solver_plan plan = ddim{}.plan(card.noise_schedule(), steps(50).of(200), card.prediction);
    const auto drawn =
        sample<B>(ctx, denoiser, from_noise(plan), {.extent = extent}, {.start_from = {between.data(), extent}});
    write_png("between.png", image_grid(drawn.pixels(), {.columns = 12, .zoom = 3}));
  } catch (const error& e) {
    return std::cerr << e.what() << '\n', 1;
  }
}
