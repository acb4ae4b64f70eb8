#pragma once

#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/nn/simple_unet.hpp"
#include "sfumato/tensor/parameter.hpp"

namespace sfumato::lab {

/// The lab's network with its weights, on the CPU; activations are stored as S. Weights are floats, whatever S is.
template <class S>
struct network_in {
  using backend_type = cpu<S>;
  using net_type = simple_unet<backend_type>;

  network_in(cpu_context& ctx, index_t classes, const unet_widths& widths) : net(classes, widths), slab(ctx, net) {}
  network_in(const network_in&) = delete;
  network_in& operator=(const network_in&) = delete;

  net_type net;
  parameter_slab<backend_type> slab;
};

using stored_network = network_in<float>;

}  // namespace sfumato::lab
