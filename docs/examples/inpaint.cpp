#include <algorithm>
#include <iostream>
#include <sfumato/io.hpp>

// The upper half of six digits is kept, the lower one made up anew to fit it.
using namespace sfumato;
using B = cpu<float>;

int main(int argc, char** argv) {
  if (argc != 2) return std::cerr << "usage: inpaint MODEL.safetensors\n", 2;
  try {
    const model_card card = model_card::from_metadata(safetensors_file::open(argv[1]).metadata(), argv[1]);
    B::context ctx;
    simple_unet<B> net;
    parameter_slab<B> slab(ctx, net);
    load_state_dict<B>(argv[1], ctx, net);
    network_denoiser<B, simple_unet<B>> denoiser(net, card.prediction);

    const auto schedule = card.noise_schedule();
    const shape extent{6, 16, 16, 1};
    const solver_plan plan = ddpm{}.plan(schedule, steps(100).of(200), card.prediction);
    const auto digits = sample<B>(ctx, denoiser, plan, {.extent = extent, .seed = 3});

    std::vector<float> mask(16 * 16);
    std::fill_n(mask.begin(), 16 * 8, 1.0F);
    const auto known = known_region<B>(ctx, digits.pixels(), view<const float>(mask.data(), {16, 16}));

    std::vector<float> rows = digits.images;
    for (const index_t times : {1, 10}) {  // without going back, and with
      const auto made =
          sample<B>(ctx, denoiser, repaint(plan, {.times = times}), {.extent = extent, .seed = 8}, {.project = known});
      rows.insert(rows.end(), made.images.begin(), made.images.end());
    }
    write_png("inpainted.png", image_grid(view<const float>(rows.data(), {18, 16, 16, 1}), {.columns = 6, .zoom = 3}));
  } catch (const error& e) {
    return std::cerr << e.what() << '\n', 1;
  }
}
