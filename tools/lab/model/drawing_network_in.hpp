#pragma once

#include <utility>

#include "lab/model/drawing_network.hpp"
#include "lab/model/network.hpp"
#include "lab/model/stored_network.hpp"
#include "sfumato/diffusion/edm_denoiser.hpp"
#include "sfumato/diffusion/guidance.hpp"
#include "sfumato/diffusion/network_denoiser.hpp"
#include "sfumato/io/state_dict.hpp"

namespace sfumato::lab {

template <denoiser<cpu<float>> D>
class denoiser_as final : public any_denoiser {
 public:
  explicit denoiser_as(D denoiser) : denoiser_(std::move(denoiser)) {}

  prediction_type prediction() const override { return denoiser_.prediction(); }
  index_t output_channels() const override { return denoiser_.output_channels(); }
  void operator()(cpu_context& ctx, view<const float> x, sampling_time<float> t, view<float> out) override {
    denoiser_(ctx, x, t, out);
  }
  index_t evaluations_per_call() const override { return sfumato::evaluations_per_call(denoiser_); }
  double flops(const shape& extent) const override { return flops_per_call(denoiser_, extent); }
  double memory_bytes() const override { return sfumato::memory_bytes(denoiser_); }

 private:
  D denoiser_;
};

template <class S>
class drawing_network_in final : public drawing_network {
 public:
  using B = cpu<S>;
  using net_denoiser = network_denoiser<B, typename network_in<S>::net_type>;

  drawing_network_in(const safetensors_file& file, const model_card& card, int threads)
      : ctx_(threads), network_(ctx_, card.classes, widths_of(card)), card_(card) {
    read_state_dict<B>(file, ctx_, network_.net);
  }

  cpu_context& ctx() override { return ctx_; }
  std::unique_ptr<any_denoiser> denoiser(const std::vector<int>& labels, double guidance) override {
    net_denoiser plain(network_.net, labels, card_.prediction);
    if (card_.objective != "edm") return steered(std::move(plain), labels, guidance);
    return steered(edm_denoiser<B, net_denoiser>(std::move(plain), card_.edm), labels, guidance);
  }

 private:
  template <class D>
  static std::unique_ptr<any_denoiser> steered(D denoiser, const std::vector<int>& labels, double guidance) {
    if (labels.empty()) return as_any(std::move(denoiser));
    return as_any(guided<B, D, D>(std::move(denoiser), guidance));
  }
  template <class D>
  static std::unique_ptr<any_denoiser> as_any(D denoiser) {
    return std::make_unique<denoiser_as<D>>(std::move(denoiser));
  }

  cpu_context ctx_;
  network_in<S> network_;
  model_card card_;
};

template <class S>
std::unique_ptr<drawing_network> open_network(const safetensors_file& file, const model_card& card, int threads) {
  return std::make_unique<drawing_network_in<S>>(file, card, threads);
}

}  // namespace sfumato::lab
