#include "lab/model/colour_network.hpp"

#include <algorithm>

#include "lab/data/emoji_pictures.hpp"
#include "lab/model/training.hpp"
#include "sfumato/data/fold.hpp"

namespace sfumato::lab {

model_card colour_card() {
  const shape image = folded_shape({emoji_pictures::extent, emoji_pictures::extent, 3});
  model_card card;
  card.network = "unet2d";
  card.image = {image[0], image[1], image[2]};
  card.widths = {64, 64, 64};
  for (int label = 0; label <= no_group; ++label) card.labels.push_back(label);
  card.classes = static_cast<index_t>(card.labels.size());
  card.prediction = prediction_type::v_prediction;
  return card;
}

unet2d_config colour_config(const model_card& card) {
  using enum unet2d_block;
  unet2d_config config;
  config.in_channels = config.out_channels = card.image.at(2);
  config.num_class_embeds = card.classes;
  config.down_block_types = {plain, attention, plain};
  config.up_block_types = {plain, attention, plain};
  config.block_out_channels = card.widths;
  config.attention_head_dim = 32;
  config.norm_num_groups = 8;
  config.sample_size = {card.image.at(0), card.image.at(1)};
  return config;
}

scheduler_config colour_scheduler(const model_card& card) {
  scheduler_config how;
  how.class_name = "DDIMScheduler";
  how.betas = card.betas;
  how.prediction = card.prediction;
  how.spacing = timestep_spacing::trailing;
  return how;
}

void use_colour_recipe(training_settings& settings, const colour_choices& chosen) {
  settings.card = colour_card();
  settings.batch = chosen.batch > 0 ? chosen.batch : 32;
  settings.epochs = chosen.epochs > 0 ? chosen.epochs : 120;
  settings.learning_rate = chosen.learning_rate > 0 ? chosen.learning_rate : 6e-4;
  settings.max_grad_norm = 1;
  settings.average.decay = 0.9995;
  const index_t pictures = settings.images > 0 ? settings.images : emoji_pictures::epoch;
  const index_t steps = settings.epochs * ((pictures - 1) / settings.batch + 1);
  settings.rate = {
      .course = lr_course::cosine, .warmup_steps = std::min<index_t>(500, steps / 10), .training_steps = steps};
}

}  // namespace sfumato::lab
