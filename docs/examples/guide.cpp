#include <iostream>
#include <sfumato/io.hpp>

// The same noise and the same labels, guided with four scales: a row each.
using namespace sfumato;
using B = cpu<float>;
using net_denoiser = network_denoiser<B, simple_unet<B>>;

int main(int argc, char** argv) {
  if (argc != 2) return std::cerr << "usage: guide CONDITIONED.safetensors\n", 2;
  try {
    const model_card card = model_card::from_metadata(safetensors_file::open(argv[1]).metadata(), argv[1]);
    B::context ctx;
    simple_unet<B> net(card.classes);
    parameter_slab<B> slab(ctx, net);
    load_state_dict<B>(argv[1], ctx, net);

    const solver_plan plan = ddim{}.plan(card.noise_schedule(), steps(50).of(200), card.prediction);
    std::vector<float> rows;
    for (const double scale : {0.0, 1.0, 2.0, 5.0}) {
      guided<B, net_denoiser, net_denoiser> steered(net_denoiser(net, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, card.prediction),
                                                    scale);
      const auto drawn = sample<B>(ctx, steered, plan, {.extent = {10, 16, 16, 1}, .seed = 3});
      rows.insert(rows.end(), drawn.images.begin(), drawn.images.end());
    }
    write_png("guided.png", image_grid(view<const float>(rows.data(), {40, 16, 16, 1}), {.columns = 10, .zoom = 2}));
  } catch (const error& e) {
    return std::cerr << e.what() << '\n', 1;
  }
}
