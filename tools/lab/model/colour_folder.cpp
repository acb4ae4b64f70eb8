#include "lab/model/colour_folder.hpp"

#include <utility>

#include "lab/model/colour_network.hpp"
#include "lab/model/drawing_network_in.hpp"
#include "lab/system/places.hpp"
#include "sfumato/diffusion/given_noise.hpp"
#include "sfumato/io/pretrained.hpp"

namespace sfumato::lab {

namespace fs = std::filesystem;

namespace {

using backend_type = cpu<float>;
using colour_denoiser = network_denoiser<backend_type, unet2d<backend_type>>;

/// What is read, with memory for all that is drawn from it.
struct colour_weights {
  explicit colour_weights(const fs::path& folder, int threads)
      : ctx(threads), model(from_pretrained<backend_type>(ctx, folder)) {
    model.net.none_label = no_group;
  }

  cpu_context ctx;
  pretrained<backend_type> model;
};

class colour_drawing final : public drawing_network {
 public:
  explicit colour_drawing(std::unique_ptr<colour_weights> weights) : weights_(std::move(weights)) {}

  cpu_context& ctx() override { return weights_->ctx; }
  std::unique_ptr<any_denoiser> denoiser(const std::vector<int>& labels, double guidance) override {
    colour_denoiser told = weights_->model.denoiser(labels);
    if (guidance == 1) return std::make_unique<denoiser_as<colour_denoiser>>(std::move(told));
    using both = guided<backend_type, colour_denoiser, colour_denoiser>;
    return std::make_unique<denoiser_as<both>>(both(std::move(told), guidance));
  }

 private:
  std::unique_ptr<colour_weights> weights_;
};

/// The card, where the folder holds what the pages and `./lab sample` can draw with.
model_card card_of(const fs::path& folder, const pretrained<backend_type>& model) {
  model_card card = colour_card();
  const unet2d_config& net = model.net.config;
  const index_t channels = card.image.at(2), classes = colour_groups + 1;
  require(net.in_channels == channels && net.out_channels == channels && model.net.classes() == classes, error_kind::io,
          (folder / "config.json").string(), ": expected the colour model, ", channels, " channels and ", classes,
          " labels, got ", net.in_channels, " channels and ", model.net.classes(),
          " labels; \"./lab train --data emoji --network unet2d\" writes one");
  const scheduler_config& how = model.scheduler;
  require(how.beta_schedule == "linear" && how.trained_betas.empty() && !how.rescale_betas_zero_snr, error_kind::io,
          (folder / "scheduler_config.json").string(), ": expected the linear betas of the colour model, got others");
  card.betas = how.betas;
  card.prediction = how.prediction;
  card.widths = net.block_out_channels;
  card.labels.resize(colour_groups);
  card.classes = colour_groups;
  card.data = "emoji";
  return card;
}

}  // namespace

fs::path shipped_colour_model() { return datasets_folder() / "models" / "emoji"; }

colour_folder open_colour_folder(const fs::path& folder, int threads) {
  std::error_code missing;
  require(fs::is_directory(folder, missing), error_kind::io, folder.string(),
          ": expected the folder of a colour model, found none; ",
          "\"./lab train --data emoji --network unet2d --model FOLDER\" makes one");
  auto weights = std::make_unique<colour_weights>(folder, threads);
  colour_folder opened{card_of(folder, weights->model), weights->model.slab.size(), nullptr};
  opened.network = std::make_unique<colour_drawing>(std::move(weights));
  return opened;
}

std::vector<float> colour_noise(cpu_context& ctx, index_t count, std::uint64_t seed) {
  const std::vector<index_t> image = colour_card().image;
  return drawn_noise<backend_type>(ctx, {.extent = {count, image[0], image[1], image[2]}, .seed = seed});
}

}  // namespace sfumato::lab
