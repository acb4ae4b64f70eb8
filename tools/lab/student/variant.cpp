#include "lab/student/variant.hpp"

#include "lab/model/stored_network.hpp"
#include "lab/model/strip.hpp"
#include "lab/student/pictures.hpp"
#include "sfumato/data/loader.hpp"
#include "sfumato/diffusion/network_denoiser.hpp"
#include "sfumato/io/state_dict.hpp"
#include "sfumato/ops/mse.hpp"
#include "sfumato/train/noised_batch.hpp"

namespace sfumato::lab {

namespace {

using network = stored_network;
using B = network::backend_type;

alpha_bar_table table_of(const ::curve& alpha_bars) { return alpha_bar_table({alpha_bars.begin(), alpha_bars.end()}); }

}  // namespace

struct variant_training::state {
  state(const image_dataset& digits, variant changed)
      : recipe(std::move(changed)),
        ctx(recipe.threads),
        model(ctx, 0, standard_widths),
        batches(digits, {.batch_size = std::min<index_t>(128, digits.size()), .seed = recipe.seed, .drop_last = true}),
        noised(ctx, table_of(recipe.alpha_bars), {.seed = recipe.seed}),
        tape(ctx),
        optimizer(model.slab),
        denoise(model.net, {}, recipe.card.prediction) {}

  /// What the network shall say of each picture of the batch: (N,H,W,1).
  view<const float> targets(const view<const float>& x0) {
    if (!recipe.target) return noised.target();
    const index_t height = x0.extent[1], width = x0.extent[2];
    wanted.resize(static_cast<std::size_t>(x0.size()));
    for (index_t n = 0; n < x0.extent[0]; ++n) {
      const image made =
          recipe.target(to_image(x0.row(n), height, width), to_image(noised.target().row(n), height, width),
                        recipe.alpha_bars(noised.timestep(n)));
      std::transform(made.data(), made.data() + made.size(), wanted.begin() + n * made.size(),
                     [](double v) { return static_cast<float>(v); });
    }
    return {wanted.data(), x0.extent};
  }

  view<const float> counts() {
    weights.clear();
    for (index_t n = 0; n < noised.size(); ++n)
      weights.push_back(static_cast<float>(recipe.weights(noised.timestep(n))));
    return {weights.data(), {noised.size()}};
  }

  variant recipe;
  cpu_context ctx;
  network model;
  loader<float, image_dataset> batches;
  noised_batch<B> noised;
  graph<B> tape;
  adam<B> optimizer;
  network_denoiser<B, decltype(network::net)> denoise;
  std::vector<float> wanted, weights;
  index_t steps = 0;
};

variant_training::variant_training(const image_dataset& digits, variant recipe, const std::filesystem::path& start)
    : state_(std::make_unique<state>(digits, std::move(recipe))) {
  network& model = state_->model;
  if (start.empty())
    model.slab.initialize(model.net, state_->recipe.seed);
  else
    load_state_dict<B>(start, state_->ctx, model.net);
}

variant_training::~variant_training() = default;

index_t variant_training::steps_per_epoch() const { return state_->batches.batches_per_epoch(); }

double variant_training::step() {
  state& now = *state_;
  const image_batch<float> batch = now.batches.next();
  now.noised.prepare(batch.images, {}, now.steps++);
  graph<B>& g = now.tape;
  g.rewind();
  now.model.slab.zero_grads();
  const value x = ops::to_scalar(g, g.input(now.noised.noisy()));
  const real_value answer = ops::to_real(g, now.model.net(g, x, g.input(now.noised.times())));
  const real_value loss = ops::mse(g, answer, g.input(now.targets(batch.images)),
                                   now.recipe.weights.size() > 0 ? g.input(now.counts()) : real_value{});
  const double result = static_cast<double>(*g.data(loss));
  require(std::isfinite(result), error_kind::value, "training: the loss is no number after step ", now.steps);
  g.backward(loss);
  now.optimizer.step(now.model.slab, {.learning_rate = 1e-3});
  return result;
}

image variant_training::answer(const image& x, int t) {
  state_->denoise.weights_changed();
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
  save_state_dict<B>(file, state_->ctx, state_->model.net, metadata);
}

}  // namespace sfumato::lab
