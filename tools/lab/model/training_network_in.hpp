#pragma once

#include "lab/model/any_objective.hpp"
#include "lab/model/card.hpp"
#include "lab/model/network.hpp"
#include "lab/model/stored_network.hpp"
#include "lab/model/training_network.hpp"
#include "sfumato/train/checkpoint.hpp"

namespace sfumato::lab {

/// Net: any denoiser that is conditioned on as many labels as the card has classes, or a classifier. Objective: made of
/// a context, a card and a seed.
template <class S, class Net, class Objective = any_objective<cpu<S>>>
class training_network_in : public training_network {
 public:
  using B = cpu<S>;

  training_network_in(const training_settings& settings, const Net& untrained)
      : ctx_(settings.threads),
        net_(untrained),
        slab_(ctx_, net_),
        trainer_(initialized(settings.seed), slab_, Objective(ctx_, settings.card, settings.seed), adam<B>(slab_),
                 {.seed = settings.seed,
                  .batch_size = settings.batch,
                  .learning_rate = settings.learning_rate,
                  .rate = settings.rate,
                  .max_grad_norm = settings.max_grad_norm,
                  .average = settings.average,
                  .classes = settings.card.classes}) {}

  index_t parameters() const override { return slab_.size(); }
  const training_state& state() const override { return trainer_.state(); }
  training_outcome run(const training_images& images, const training_run& plan) override {
    return trainer_.run(images, plan);
  }
  void save(const std::filesystem::path& checkpoint, const model_card& card) override {
    save_checkpoint(checkpoint, trainer_, card);
  }
  void load(const std::filesystem::path& checkpoint, const model_card& card) override {
    load_checkpoint(checkpoint, trainer_, card);
  }
  void save_model(const std::filesystem::path& model, const model_card& card) override {
    safetensors_writer weights;
    add_state_dict<B>(weights, ctx_, trainer_.averaged());
    write_weights(model, weights, card.to_metadata());
  }

 protected:
  cpu_context& ctx() { return ctx_; }
  Net averaged() { return trainer_.averaged(); }

 private:
  Net& initialized(std::uint64_t seed) {
    slab_.initialize(net_, seed);
    return net_;
  }

  cpu_context ctx_;
  Net net_;
  parameter_slab<B> slab_;
  trainer<B, Net, Objective> trainer_;
};

template <class S>
std::unique_ptr<training_network> start_training(const training_settings& settings) {
  using net = typename network_in<S>::net_type;
  return std::make_unique<training_network_in<S, net>>(settings, net(settings.card.classes, widths_of(settings.card)));
}

}  // namespace sfumato::lab
