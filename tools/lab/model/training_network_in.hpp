#pragma once

#include "lab/model/any_objective.hpp"
#include "lab/model/card.hpp"
#include "lab/model/network.hpp"
#include "lab/model/stored_network.hpp"
#include "lab/model/training_network.hpp"
#include "sfumato/train/checkpoint.hpp"

namespace sfumato::lab {

template <class S>
class training_network_in final : public training_network {
 public:
  using B = cpu<S>;

  explicit training_network_in(const training_settings& settings)
      : ctx_(settings.threads),
        network_(ctx_, settings.card.classes, widths_of(settings.card)),
        trainer_(initialized(settings.seed), network_.slab, any_objective<B>(ctx_, settings.card, settings.seed),
                 adam<B>(network_.slab),
                 {.seed = settings.seed,
                  .batch_size = settings.batch,
                  .learning_rate = settings.learning_rate,
                  .classes = settings.card.classes}) {}

  index_t parameters() const override { return network_.slab.size(); }
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

 private:
  typename network_in<S>::net_type& initialized(std::uint64_t seed) {
    network_.slab.initialize(network_.net, seed);
    return network_.net;
  }

  cpu_context ctx_;
  network_in<S> network_;
  trainer<B, typename network_in<S>::net_type, any_objective<B>> trainer_;
};

template <class S>
std::unique_ptr<training_network> start_training(const training_settings& settings) {
  return std::make_unique<training_network_in<S>>(settings);
}

}  // namespace sfumato::lab
