#pragma once

#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include "sfumato/io/pretrained.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// A network of which only what sampling needs is in memory: one copy of the weights, packed. They are read from their
/// files when images of a new size or number are met, and each is let go of once it is packed.
template <backend B>
class inference_model {
 public:
  scheduler_config scheduler;

  const unet2d_config& config() const { return state_->net.config; }

  /// To sample with, as pretrained::denoiser; may outlive the model, not the context.
  network_denoiser<B, unet2d<B>> denoiser(std::vector<int> labels = {}) const {
    network_denoiser<B, unet2d<B>> made(state_->net, std::move(labels), scheduler.prediction);
    made.discard_packed_weights([state = state_] { state->read(); });
    return made;
  }

 private:
  struct state {
    state(typename B::context& context, detail::opened_folder<B> folder)
        : ctx(&context),
          net(std::move(folder.net)),
          slab(context, net, slab_use::inference),
          files(std::move(folder.weights)) {}
    void read() { copy_state_dict<B>(files, *ctx, net); }

    typename B::context* ctx;
    unet2d<B> net;
    parameter_slab<B> slab;
    safetensors_shards files;
  };

  inference_model(typename B::context& ctx, detail::opened_folder<B> folder)
      : scheduler(std::move(folder.scheduler)), state_(std::make_shared<state>(ctx, std::move(folder))) {}

  std::shared_ptr<state> state_;

  template <backend Any>
  friend inference_model<Any> open_for_inference(typename Any::context&, const std::filesystem::path&);
};

/// Opens a folder as from_pretrained does, to sample only: gradients and training are not to be had of it. The files
/// must stay as they are (replaced ones do no harm, shortened ones do). Throws as from_pretrained.
///
///     auto model = open_for_inference<B>(ctx, "ddpm-cifar10-32");
///     sample(ctx, model.denoiser(), model.scheduler.plan(50), {.extent = {16, 32, 32, 3}});
template <backend B>
inference_model<B> open_for_inference(typename B::context& ctx, const std::filesystem::path& folder) {
  return inference_model<B>(ctx, detail::opened_folder<B>(folder));
}

}  // namespace sfumato
