#include <cmath>
#include <iostream>
#include <sfumato/io.hpp>

// Digits back to the noise they would be drawn from, and from there again.
using namespace sfumato;
using B = cpu<float>;

int main(int argc, char** argv) {
  if (argc != 2) return std::cerr << "usage: invert MODEL.safetensors\n", 2;
  try {
    const model_card card = model_card::from_metadata(safetensors_file::open(argv[1]).metadata(), argv[1]);
    B::context ctx;
    simple_unet<B> net;
    parameter_slab<B> slab(ctx, net);
    load_state_dict<B>(argv[1], ctx, net);
    network_denoiser<B, simple_unet<B>> denoiser(net, card.prediction);

    const shape extent{10, 16, 16, 1};
    const auto digits =
        sample<B>(ctx, denoiser, ddpm{}, card.noise_schedule(), steps(200), {.extent = extent, .seed = 3});
    std::vector<float> rows;
    for (const index_t count : {10, 20, 50, 100, 200}) {
      const solver_plan plan =
          ddim{.correction = no_correction()}.plan(card.noise_schedule(), steps(count).of(200), card.prediction);
      const auto noise = sample<B>(ctx, denoiser, inverted(plan), {.extent = extent}, {.start_from = digits.pixels()});
      const auto again = sample<B>(ctx, denoiser, from_noisy(plan), {.extent = extent}, {.start_from = noise.pixels()});
      double squares = 0;
      for (std::size_t i = 0; i < again.images.size(); ++i) squares += std::pow(again.images[i] - digits.images[i], 2);
      std::cout << count << " steps: error " << std::sqrt(squares / static_cast<double>(extent.size())) << '\n';
      rows = digits.images;
      for (const auto* more : {&noise.images, &again.images}) rows.insert(rows.end(), more->begin(), more->end());
    }
    write_png("inverted.png", image_grid(view<const float>(rows.data(), {30, 16, 16, 1}), {.columns = 10, .zoom = 2}));
  } catch (const error& e) {
    return std::cerr << e.what() << '\n', 1;
  }
}
