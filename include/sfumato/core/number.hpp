#pragma once

#include <cstdint>

#include "sfumato/core/config.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// What a number is for. A backend B says how the first two are stored; for cpu<float> both are float.
///
///   scalar   B::scalar: activations, their gradients, packed weights. May have 16 bits.
///   real     B::real: what must not lose digits: parameters, their gradients and moments, statistics, sums, losses,
///   the
///            noisy image x_t and all registers of a solver, times, coefficients.
///   whole    labels, tokens, timesteps, counters, the same for every backend.
enum class number { scalar, real, whole };

using whole = std::int32_t;

namespace detail {
template <class B, number Kind>
struct stored;
template <class B>
struct stored<B, number::scalar> {
  using type = typename B::scalar;
};
template <class B>
struct stored<B, number::real> {
  using type = typename B::real;
};
template <class B>
struct stored<B, number::whole> {
  using type = whole;
};
}  // namespace detail

/// What backend B stores a number of this kind in.
template <class B, number Kind>
using stored_t = typename detail::stored<B, Kind>::type;

}  // namespace sfumato
