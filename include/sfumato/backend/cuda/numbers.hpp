#pragma once

#include <type_traits>

#include "sfumato/backend/calls/tail.hpp"
#include "sfumato/core/bf16.hpp"

namespace sfumato::inline SFUMATO_ISA::cuda_kernels {

/// What a number that is stored as S is computed in: float for 16 bits, else S itself.
template <class S>
using arithmetic_t = std::conditional_t<std::is_same_v<S, bf16>, float, S>;

/// A number in memory as a functor sees it: read into the arithmetic, written back where the array is not const.
template <class R, class P>
struct cell {
  P* at;
  R number;
  SFUMATO_HOST_DEVICE explicit cell(P* from) : at(from), number(static_cast<R>(*from)) {}
  SFUMATO_HOST_DEVICE void put() const {
    if constexpr (!std::is_const_v<P>) *at = static_cast<P>(number);
  }
};

/// Slots of one record that are one array are added up as if they were filled in the record's order. Kernels that fill
/// them in another order, the one given here, hand the leave to overwrite to whichever comes first.
template <class T, class... More>
void settle(grad_slot<T>& first, More&... later) {
  const auto settle_two = [&](grad_slot<T>& other) {
    if (!first.data || other.data != first.data || other.accumulate) return;
    other.accumulate = true;
    first.accumulate = false;
  };
  (settle_two(later), ...);
  if constexpr (sizeof...(More) > 1) settle(later...);
}

/// slot[i] (+)= x, nothing where the slot is absent. R: what is computed in.
template <class R, class T>
SFUMATO_HOST_DEVICE void put(const grad_slot<T>& slot, index_t i, R x) {
  if (slot.data) slot.data[i] = static_cast<T>(slot.accumulate ? static_cast<R>(slot.data[i]) + x : x);
}

}  // namespace sfumato::cuda_kernels
