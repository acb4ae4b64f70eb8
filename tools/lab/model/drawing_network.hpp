#pragma once

#include <memory>
#include <vector>

#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/diffusion/denoiser.hpp"
#include "sfumato/io/model_card.hpp"
#include "sfumato/io/safetensors_reader.hpp"

namespace sfumato::lab {

/// A denoiser of which solvers know no more than that: they are compiled once for all.
class any_denoiser {
 public:
  any_denoiser() = default;
  virtual ~any_denoiser() = default;
  any_denoiser(const any_denoiser&) = delete;
  any_denoiser& operator=(const any_denoiser&) = delete;

  virtual prediction_type prediction() const = 0;
  virtual index_t output_channels() const = 0;
  virtual void operator()(cpu_context& ctx, view<const float> x, sampling_time<float> t, view<float> out) = 0;
  virtual index_t evaluations_per_call() const = 0;
  virtual double flops(const shape& extent) const = 0;
  virtual double memory_bytes() const = 0;
};

/// The network of a model file, whatever it stores its activations in.
class drawing_network {
 public:
  drawing_network() = default;
  virtual ~drawing_network() = default;
  drawing_network(const drawing_network&) = delete;
  drawing_network& operator=(const drawing_network&) = delete;

  virtual cpu_context& ctx() = 0;
  /// For a batch; it must not outlive the network. labels: of each image, none for a network that is not conditioned.
  virtual std::unique_ptr<any_denoiser> denoiser(const std::vector<int>& labels, double guidance) = 0;
};

/// Opens the network with activations stored as S, float or bf16, from a file of any precision. Throws (io) naming what
/// does not fit.
template <class S>
std::unique_ptr<drawing_network> open_network(const safetensors_file& file, const model_card& card, int threads);

// Each where it is named: what draws in floats alone is not linked with the other.
extern template std::unique_ptr<drawing_network> open_network<float>(const safetensors_file&, const model_card&, int);
extern template std::unique_ptr<drawing_network> open_network<bf16>(const safetensors_file&, const model_card&, int);

}  // namespace sfumato::lab
