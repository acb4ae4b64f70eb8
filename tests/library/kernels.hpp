#pragma once

#include "sfumato/backend/cpu/cpu.hpp"

// The kernels of the CPU are instantiated once, in kernels.cpp. Test programs that include this before all else take
// them from there, so that they themselves need not be optimised under a sanitizer, which is most of the work of
// compiling.

#ifndef SFUMATO_KERNELS
#define SFUMATO_KERNELS extern
#endif
#define SFUMATO_KERNELS_OF(S)                             \
  SFUMATO_KERNELS template struct cpu_attention<S>;       \
  SFUMATO_KERNELS template struct cpu_conv2d_backward<S>; \
  SFUMATO_KERNELS template struct cpu_conv2d_forward<S>;  \
  SFUMATO_KERNELS template struct cpu_embedding<S>;       \
  SFUMATO_KERNELS template struct cpu_group_norm<S>;      \
  SFUMATO_KERNELS template struct cpu_linear<S>;          \
  SFUMATO_KERNELS template struct cpu_pool<S>;            \
  SFUMATO_KERNELS template struct cpu_time_embedding<S>;  \
  SFUMATO_KERNELS template struct few_outputs<S>;         \
  SFUMATO_KERNELS template class input_grad<S>;

namespace sfumato::inline SFUMATO_ISA::cpu_kernels {

SFUMATO_KERNELS_OF(float)
SFUMATO_KERNELS_OF(double)
SFUMATO_KERNELS_OF(bf16)
SFUMATO_KERNELS template struct conv2d_winograd<float>;  // not of bf16, which it does not compute
SFUMATO_KERNELS template struct conv2d_winograd<double>;

}  // namespace sfumato::inline SFUMATO_ISA::cpu_kernels
