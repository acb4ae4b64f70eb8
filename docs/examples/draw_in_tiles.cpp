#include <iostream>
#include <sfumato/io.hpp>

// A thousand digits in the memory of 64; all that is kept of them is their mean.
using namespace sfumato;
using B = cpu<float>;

int main(int argc, char** argv) {
  if (argc != 2) return std::cerr << "usage: draw_in_tiles MODEL.safetensors\n", 2;
  try {
    const model_card card = model_card::from_metadata(safetensors_file::open(argv[1]).metadata(), argv[1]);
    B::context ctx;
    simple_unet<B> net;
    parameter_slab<B> slab(ctx, net);
    load_state_dict<B>(argv[1], ctx, net);
    network_denoiser<B, simple_unet<B>> denoiser(net, card.prediction);

    const shape extent{1000, 16, 16, 1};
    const solver_plan plan = ddim{}.plan(card.noise_schedule(), steps(10).of(200), card.prediction);
    std::vector<float> mean(16 * 16);
    const auto add = [&](const sample_result<float>& tile, index_t first) {
      for (std::size_t i = 0; i < tile.images.size(); ++i) mean[i % 256] += tile.images[i] / 1000;
      std::cout << "images " << first << " to " << first + tile.extent[0] - 1 << '\n';
    };
    sample_in_tiles<B>(ctx, denoiser, plan, {.extent = extent, .seed = 3}, 64, add);
    write_png("mean.png", image_grid(view<const float>(mean.data(), {1, 16, 16, 1}), {.zoom = 6}));
  } catch (const error& e) {
    return std::cerr << e.what() << '\n', 1;
  }
}
