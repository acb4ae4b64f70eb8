#include <iostream>
#include <sfumato/io.hpp>

using namespace sfumato;
using B = cpu<float>;

int main(int argc, char** argv) {
  if (argc != 2) return std::cerr << "usage: draw_with_shipped_model MODEL.safetensors\n", 2;
  try {
    const model_card card = model_card::from_metadata(safetensors_file::open(argv[1]).metadata(), argv[1]);
    B::context ctx;
    simple_unet<B> net;
    parameter_slab<B> slab(ctx, net);
    load_state_dict<B>(argv[1], ctx, net);

    network_denoiser<B, simple_unet<B>> denoiser(net, card.prediction);
    const auto drawn = sample<B>(ctx, denoiser, ddim{}, card.noise_schedule(), steps(20, timestep_spacing::trailing),
                                 {.extent = {6, 16, 16, 1}, .seed = 3});
    write_png("six_digits.png", image_grid(drawn.pixels(), {.columns = 6, .zoom = 4}));
    std::cout << "6 images, " << drawn.cost.evaluations << " evaluations: six_digits.png\n";
  } catch (const error& e) {
    return std::cerr << e.what() << '\n', 1;
  }
}
