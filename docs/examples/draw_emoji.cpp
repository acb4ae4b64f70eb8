#include <cstdlib>
#include <iostream>
#include <sfumato/data/fold.hpp>
#include <sfumato/io.hpp>

// Pictures in colour from the model of emoji, as `./lab train --data emoji --network unet2d` writes it: a row for each
// of its six groups, or from any number of noises without a group.
//
//     draw_emoji FOLDER [GUIDANCE [COUNT [STEPS]]]
//
// GUIDANCE 0 tells no group; COUNT pictures (of each group, else in all). Picture n is made of stream n of seed 0 and
// of nothing else: the same noise for any count.
using namespace sfumato;
using B = cpu<float>;

int main(int count, char** argument) {
  const auto number = [&](int at, double otherwise) { return count > at ? std::atof(argument[at]) : otherwise; };
  const double guidance = number(2, 2);
  const int pictures = static_cast<int>(number(3, 8)), steps_in_all = static_cast<int>(number(4, 50));
  try {
    B::context ctx;
    auto model = from_pretrained<B>(ctx, count > 1 ? argument[1] : "datasets/models/emoji");
    constexpr int groups = 6;
    model.net.none_label = groups;

    std::vector<int> labels;
    for (int group = 0; group < (guidance == 0 ? 1 : groups); ++group)
      labels.insert(labels.end(), static_cast<std::size_t>(pictures), guidance == 0 ? groups : group);
    // The network sees 2x2 pixels as one: noise is noise at either size, and what it draws is unfolded.
    const shape picture{32, 32, 3}, seen = folded_shape(picture);
    const image_noise noise{.extent = {static_cast<index_t>(labels.size()), seen[0], seen[1], seen[2]}};
    using denoiser_type = network_denoiser<B, unet2d<B>>;
    guided<B, denoiser_type, denoiser_type> steered(model.denoiser(labels), guidance == 0 ? 1 : guidance);
    const auto drawn = sample(ctx, steered, model.scheduler.plan(steps_in_all), noise);

    std::vector<float> images(drawn.images.size());
    for (std::size_t at = 0; at < images.size(); at += static_cast<std::size_t>(picture.size())) {
      const auto size = static_cast<std::size_t>(picture.size());
      unfold_pixels(picture, std::span(drawn.images).subspan(at, size), std::span(images).subspan(at, size));
    }
    const view<const float> all{images.data(), {noise.extent[0], picture[0], picture[1], picture[2]}};
    write_png("emoji.png", image_grid(all, {.columns = pictures > 16 ? 8 : pictures, .zoom = 2, .background = 255}));
    std::cout << "emoji.png: " << labels.size() << " pictures in " << steps_in_all << " steps\n";
  } catch (const error& e) {
    std::cerr << e.what() << "\n";
    return 1;
  }
}
