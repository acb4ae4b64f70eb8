#include <iostream>
#include <sfumato/io.hpp>

// The way of six digits out of noise: a film that any browser plays, and one picture of all moments.
using namespace sfumato;
using B = cpu<float>;

int main(int argc, char** argv) {
  if (argc != 2) return std::cerr << "usage: animate MODEL.safetensors\n", 2;
  try {
    const model_card card = model_card::from_metadata(safetensors_file::open(argv[1]).metadata(), argv[1]);
    B::context ctx;
    simple_unet<B> net;
    parameter_slab<B> slab(ctx, net);
    load_state_dict<B>(argv[1], ctx, net);
    network_denoiser<B, simple_unet<B>> denoiser(net, card.prediction);

    const auto draw = [&](trajectory_recorder<float> recorder, const shape& extent) {
      sample<B>(ctx, denoiser, ddpm{}, card.noise_schedule(), steps(100), {.extent = extent, .seed = 3},
                {.trajectory = &recorder});
      return recorder.snapshots();
    };
    const shape many{6, 16, 16, 1}, few{3, 16, 16, 1};
    const auto film = draw(trajectory_recorder<float>::evenly(30, 100), many);
    write_apng("film.png", trajectory_frames<float>(film, many, snapshot_part::noisy, {.columns = 6, .zoom = 3}),
               {.delay = 60, .hold_last = 2000});
    const auto moments = draw(trajectory_recorder<float>::evenly(10, 100), few);
    write_png("strip.png", trajectory_strip<float>(moments, few, snapshot_part::noisy, {.zoom = 3}));
  } catch (const error& e) {
    return std::cerr << e.what() << '\n', 1;
  }
}
