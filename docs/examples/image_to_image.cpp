#include <iostream>
#include <sfumato/io.hpp>

// Ten digits, half forgotten and drawn anew: the more noise covers, the more is other.
using namespace sfumato;
using B = cpu<float>;

int main(int argc, char** argv) {
  if (argc != 2) return std::cerr << "usage: image_to_image MODEL.safetensors\n", 2;
  try {
    const model_card card = model_card::from_metadata(safetensors_file::open(argv[1]).metadata(), argv[1]);
    B::context ctx;
    simple_unet<B> net;
    parameter_slab<B> slab(ctx, net);
    load_state_dict<B>(argv[1], ctx, net);
    network_denoiser<B, simple_unet<B>> denoiser(net, card.prediction);

    const shape extent{10, 16, 16, 1};
    const solver_plan plan = ddim{}.plan(card.noise_schedule(), steps(50).of(200), card.prediction);
    const auto digits = sample<B>(ctx, denoiser, plan, {.extent = extent, .seed = 3});

    std::vector<float> rows = digits.images;
    for (const double strength : {0.2, 0.5, 0.7, 1.0}) {
      const auto other = sample<B>(ctx, denoiser, at_strength(plan, strength), {.extent = extent, .seed = 8},
                                   {.start_from = digits.pixels()});
      rows.insert(rows.end(), other.images.begin(), other.images.end());
    }
    write_png("changed.png", image_grid(view<const float>(rows.data(), {50, 16, 16, 1}), {.columns = 10, .zoom = 2}));
  } catch (const error& e) {
    return std::cerr << e.what() << '\n', 1;
  }
}
