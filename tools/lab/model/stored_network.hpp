#pragma once

#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/nn/simple_unet.hpp"
#include "sfumato/tensor/parameter.hpp"

namespace sfumato::lab {

/// The lab's network with its weights, on the CPU.
template <unet_widths W>
struct stored_network {
  using backend_type = cpu<float>;

  stored_network(cpu_context& ctx, index_t classes) : net(classes), slab(ctx, net) {}
  stored_network(const stored_network&) = delete;
  stored_network& operator=(const stored_network&) = delete;

  simple_unet<backend_type, W> net;
  parameter_slab<backend_type> slab;
};

}  // namespace sfumato::lab
