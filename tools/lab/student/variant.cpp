#include "lab/student/variant.hpp"

#include "lab/model/card.hpp"
#include "lab/model/stored_network.hpp"
#include "lab/model/strip.hpp"
#include "lab/student/pictures.hpp"
#include "sfumato/data/loader.hpp"
#include "sfumato/diffusion/network_denoiser.hpp"
#include "sfumato/io/state_dict.hpp"
#include "sfumato/optim/adam.hpp"
#include "sfumato/train/ddpm_objective.hpp"
#include "sfumato/train/training_step.hpp"

namespace sfumato::lab {

namespace {

using network = stored_network;
using B = network::backend_type;

alpha_bar_table table_of(const ::curve& alpha_bars) { return alpha_bar_table({alpha_bars.begin(), alpha_bars.end()}); }

/// The library's objective, but that the group says what the network shall answer and how much a timestep counts.
class recipe_objective {
 public:
  recipe_objective(cpu_context& ctx, const variant& recipe)
      : recipe_(&recipe), drawn_(ctx, table_of(recipe.alpha_bars), {.seed = recipe.seed}) {}

  void prepare(view<const float> images, const whole* step) {
    drawn_.prepare(images, step);
    std::vector<index_t> timesteps;
    for (const float t : drawn_.drawn()) timesteps.push_back(static_cast<index_t>(t));
    if (recipe_->weights.size() > 0) {
      weights_.clear();
      for (const index_t t : timesteps) weights_.push_back(static_cast<float>(recipe_->weights(t)));
    }
    if (!recipe_->target) return;
    const index_t height = images.extent[1], width = images.extent[2];
    target_.clear();
    for (index_t n = 0; n < images.extent[0]; ++n) {
      const image made =
          recipe_->target(to_image(images.row(n), height, width), to_image(drawn_.target().row(n), height, width),
                          recipe_->alpha_bars(timesteps[static_cast<std::size_t>(n)]));
      for (const double v : made.reshaped<Eigen::RowMajor>()) target_.push_back(static_cast<float>(v));
    }
  }

  view<const float> input() const { return drawn_.input(); }
  view<const float> times() const { return drawn_.times(); }
  view<const float> target() const {
    return recipe_->target ? view<const float>{target_.data(), input().extent} : drawn_.target();
  }
  view<const float> weights() const {
    if (recipe_->weights.size() == 0) return {};
    return {weights_.data(), {static_cast<index_t>(weights_.size())}};
  }
  view<const whole> bins() const { return drawn_.bins(); }
  void recipe(auto&& put) const { drawn_.recipe(put); }

 private:
  const variant* recipe_;
  ddpm_objective<B> drawn_;
  std::vector<float> target_, weights_;
};

}  // namespace

struct variant_training::state {
  state(const image_dataset& digits, variant changed)
      : recipe(std::move(changed)),
        ctx(recipe.threads),
        model(ctx, 0, standard_widths),
        batches(digits, {.batch_size = std::min<index_t>(128, digits.size()), .seed = recipe.seed, .drop_last = true}),
        step(model.net, model.slab, recipe_objective(ctx, recipe), adam<B>(model.slab)),
        denoise(model.net, {}, recipe.card.prediction) {}

  variant recipe;
  cpu_context ctx;
  network model;
  loader<float, image_dataset> batches;
  sfumato::training_step<B, decltype(network::net), recipe_objective, adam<B>> step;
  network_denoiser<B, decltype(network::net)> denoise;
};

variant_training::variant_training(const image_dataset& digits, variant recipe, const std::filesystem::path& start)
    : state_(std::make_unique<state>(digits, std::move(recipe))) {
  network& model = state_->model;
  if (start.empty())
    model.slab.initialize(model.net, state_->recipe.seed);
  else
    read_state_dict<B>(open_weights(start), state_->ctx, model.net);
}

variant_training::~variant_training() = default;

index_t variant_training::steps_per_epoch() const { return state_->batches.batches_per_epoch(); }

double variant_training::step() {
  state& now = *state_;
  now.step(now.batches.next().images);
  double loss = 0;
  const auto [bad_step, bad_loss] = now.step.report([&](const auto& seen) { loss = seen.loss; });
  require(bad_step == 0, error_kind::value, "training: the loss is no number after step ", bad_step, " (", bad_loss,
          ")");
  return loss;
}

image variant_training::answer(const image& x, int t) {
  return on_strip(x, state_->recipe.card.image[0],
                  [&](view<const float> in, view<float> out) { state_->denoise(state_->ctx, in, t, out); });
}

::curve variant_training::parameters() const {
  const auto& slab = state_->model.slab;
  return Eigen::Map<const Eigen::ArrayXf>(slab.values(), slab.size()).cast<double>();
}

void variant_training::set_parameters(const ::curve& parameters) {
  auto& slab = state_->model.slab;
  require(parameters.size() == slab.size(), error_kind::shape, "parameters: expected ", slab.size(), ", got ",
          parameters.size());
  Eigen::Map<Eigen::ArrayXf>(slab.values(), slab.size()) = parameters.cast<float>();
}

void variant_training::save(const std::filesystem::path& file, const std::map<std::string, std::string>& more) const {
  auto metadata = state_->recipe.card.to_metadata();
  metadata.insert(more.begin(), more.end());
  safetensors_writer weights;
  add_state_dict<B>(weights, state_->ctx, state_->model.net);
  write_weights(file, weights, std::move(metadata));
}

}  // namespace sfumato::lab
