#include <algorithm>
#include <iostream>
#include <sfumato/io.hpp>

// Pictures of one's own: a data set is made of them, a network trained on it, saved with what it is, read again and
// drawn from. Files of 16x16 grey pixels are taken where their names are given; else stripes are drawn.
using namespace sfumato;
using B = cpu<float>;

int main(int argc, char** argv) {
  try {
    image_dataset pictures({16, 16, 1}, {0});  // (H,W,C), and what label 0 stands for
    for (int i = 1; i < argc; ++i) {
      const bitmap file = read_png(argv[i]);
      const shape found{file.height, file.width, file.channels};
      require(found == shape{16, 16, 1}, error_kind::shape, argv[i], ": expected (16,16,1), grey pixels, got ", found);
      const std::vector<float> pixels = to_pixels<float>(file);  // from 0..255 to [-1,1]
      std::copy(pixels.begin(), pixels.end(), pictures.add(0).begin());
    }
    for (std::size_t k = 0; argc == 1 && k < 1000; ++k) {
      const std::span<float> stripe = pictures.add(0);
      for (std::size_t i = 0; i < 256; ++i) stripe[i] = (k % 2 ? i % 16 : i / 16) / 3 == k / 2 % 5 ? 1.0F : -1.0F;
    }

    B::context ctx;
    simple_unet<B> net(light_widths);
    parameter_slab<B> slab(ctx, net);
    slab.initialize(net, 0);
    model_card card{.network = "simple_unet", .widths = {20, 40, 80}, .image = {16, 16, 1}, .labels = {0}};
    card.betas = scaled_beta_range(200);
    trainer<B, simple_unet<B>> training(net, slab, card.noise_schedule(), {.batch_size = 32});
    training.run(pictures, {.epochs = 24, .after_epoch = [epoch = 0](const epoch_metrics& of) mutable {
                              std::cout << "epoch " << ++epoch << ": loss " << of.loss() << std::endl;
                              return true;
                            }});
    save_state_dict<B>("mine.safetensors", ctx, training.averaged(), card.to_metadata());

    const model_card found = model_card::from_metadata(safetensors_file::open("mine.safetensors").metadata(), "mine");
    simple_unet<B> again(light_widths);
    parameter_slab<B> place(ctx, again);
    load_state_dict<B>("mine.safetensors", ctx, again);
    network_denoiser<B, simple_unet<B>> denoiser(again, found.prediction);
    const auto drawn = sample<B>(ctx, denoiser, dpm_solver{.correction = clip_x0()}, found.noise_schedule(), steps(20),
                                 {.extent = {8, 16, 16, 1}, .seed = 1});
    write_png("mine.png", image_grid(drawn.pixels(), {.columns = 4, .zoom = 4}));
    std::cout << pictures.size() << " pictures; mine.safetensors and mine.png are written\n";
  } catch (const error& e) {
    return std::cerr << e.what() << '\n', 1;
  }
}
