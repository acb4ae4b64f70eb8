#include <iostream>
#include <sfumato/io.hpp>

using namespace sfumato;
using B = cpu<float>;

/// Draws with a model of the Hugging Face library, such as google/ddpm-cifar10-32: a folder with config.json,
/// scheduler_config.json and diffusion_pytorch_model.safetensors.
int main(int argc, char** argv) {
  if (argc != 2) return std::cerr << "usage: draw_from_folder FOLDER\n", 2;
  try {
    B::context ctx;
    const auto model = open_for_inference<B>(ctx, argv[1]);
    const std::vector<index_t>& size = model.config().sample_size;
    require(size.size() == 2, error_kind::config, argv[1], ": expected a sample_size in config.json");

    const auto drawn = sample<B>(ctx, model.denoiser(), model.scheduler.plan(25),
                                 {.extent = {4, size[0], size[1], model.config().in_channels}, .seed = 1});
    write_png("four_images.png", image_grid(drawn.pixels(), {.columns = 4, .zoom = 4}));
    std::cout << "4 images by " << model.scheduler.class_name << ": four_images.png\n";
  } catch (const error& e) {
    return std::cerr << e.what() << '\n', 1;
  }
}
