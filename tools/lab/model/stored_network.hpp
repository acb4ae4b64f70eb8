#pragma once

#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/nn/simple_unet.hpp"
#include "sfumato/tensor/parameter.hpp"

namespace sfumato::lab {

/// The lab's network with its weights, on the CPU.
struct stored_network {
  using backend_type = cpu<float>;

  stored_network(cpu_context& ctx, index_t classes, const unet_widths& widths) : net(classes, widths), slab(ctx, net) {}
  stored_network(const stored_network&) = delete;
  stored_network& operator=(const stored_network&) = delete;

  simple_unet<backend_type> net;
  parameter_slab<backend_type> slab;
};

}  // namespace sfumato::lab
