#pragma once

// g++ 12 sees uninitialized values in its own AVX-512 headers where Eigen inlines them; there are none.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <Eigen/Core>
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

#include <tuple>
#include <type_traits>

#include "sfumato/core/bf16.hpp"
#include "sfumato/core/config.hpp"
#include "sfumato/core/shape.hpp"

namespace sfumato::inline SFUMATO_ISA::cpu_kernels {

/// What numbers stored as T are computed in: bf16 in float, the others as they are.
template <class T>
struct arithmetic {
  using type = T;
};
template <>
struct arithmetic<bf16> {
  using type = float;
};
template <class T>
using arithmetic_t = typename arithmetic<std::remove_const_t<T>>::type;

/// As many scalars as one register of this machine holds (16 floats with AVX-512, 1 where there is no SIMD), with
/// arithmetic lane by lane. Formulas in math/ are generic in their scalar: float in a GPU kernel, pack<float> here.
/// Eigen's packet functions make it portable.
template <class T>
struct pack {
  using raw = typename Eigen::internal::packet_traits<T>::type;
  static constexpr index_t size = Eigen::internal::unpacket_traits<raw>::size;

  raw value;

  pack() = default;
  SFUMATO_ALWAYS_INLINE explicit pack(raw v) : value(v) {}
  SFUMATO_ALWAYS_INLINE pack(T scalar) requires(!std::is_same_v<T, raw>) : value(Eigen::internal::pset1<raw>(scalar)) {}

  static SFUMATO_ALWAYS_INLINE pack zero() { return pack(Eigen::internal::pset1<raw>(T(0))); }
  /// What stands in memory as S becomes T on the way in, and S again on the way out.
  template <class S>
  static SFUMATO_ALWAYS_INLINE pack load(const S* from) {
    if constexpr (std::is_same_v<S, T>) {
      return pack(Eigen::internal::ploadu<raw>(from));
    } else {
      return load_first(from, size);
    }
  }
  template <class S>
  static SFUMATO_ALWAYS_INLINE pack broadcast(const S* from) {
    return pack(Eigen::internal::pset1<raw>(static_cast<T>(*from)));
  }
  template <class S>
  SFUMATO_ALWAYS_INLINE void store(S* to) const {
    if constexpr (std::is_same_v<S, T>) {
      Eigen::internal::pstoreu(to, value);
    } else {
      store_first(to, size);
    }
  }

  /// The first n lanes; the others read as zero and are not written. The same lane arithmetic then serves a tail.
  template <class S>
  static SFUMATO_ALWAYS_INLINE pack load_first(const S* from, index_t n) {
    alignas(64) T lanes[std::size_t{size}] = {};
    for (index_t i = 0; i < n; ++i) lanes[i] = static_cast<T>(from[i]);
    return load(lanes);
  }
  template <class S>
  SFUMATO_ALWAYS_INLINE void store_first(S* to, index_t n) const {
    alignas(64) T lanes[std::size_t{size}];
    store(lanes);
    for (index_t i = 0; i < n; ++i) to[i] = static_cast<S>(lanes[i]);
  }

  friend SFUMATO_ALWAYS_INLINE pack operator+(pack a, pack b) { return pack(Eigen::internal::padd(a.value, b.value)); }
  friend SFUMATO_ALWAYS_INLINE pack operator-(pack a, pack b) { return pack(Eigen::internal::psub(a.value, b.value)); }
  friend SFUMATO_ALWAYS_INLINE pack operator*(pack a, pack b) { return pack(Eigen::internal::pmul(a.value, b.value)); }
  friend SFUMATO_ALWAYS_INLINE pack operator/(pack a, pack b) { return pack(Eigen::internal::pdiv(a.value, b.value)); }
  friend SFUMATO_ALWAYS_INLINE pack operator-(pack a) { return pack(Eigen::internal::pnegate(a.value)); }
  SFUMATO_ALWAYS_INLINE pack& operator+=(pack b) { return *this = *this + b; }
  SFUMATO_ALWAYS_INLINE pack& operator-=(pack b) { return *this = *this - b; }
  SFUMATO_ALWAYS_INLINE pack& operator*=(pack b) { return *this = *this * b; }

  friend SFUMATO_ALWAYS_INLINE pack smaller(pack a, pack b) { return pack(Eigen::internal::pmin(a.value, b.value)); }
  friend SFUMATO_ALWAYS_INLINE pack larger(pack a, pack b) { return pack(Eigen::internal::pmax(a.value, b.value)); }
  friend SFUMATO_ALWAYS_INLINE pack exp(pack a) { return pack(Eigen::internal::pexp(a.value)); }
  friend SFUMATO_ALWAYS_INLINE pack log(pack a) { return pack(Eigen::internal::plog(a.value)); }
  friend SFUMATO_ALWAYS_INLINE pack sqrt(pack a) { return pack(Eigen::internal::psqrt(a.value)); }
  friend SFUMATO_ALWAYS_INLINE pack abs(pack a) { return pack(Eigen::internal::pabs(a.value)); }

  /// Lane masks: the result of a comparison, used by select.
  friend SFUMATO_ALWAYS_INLINE pack operator<(pack a, pack b) {
    return pack(Eigen::internal::pcmp_lt(a.value, b.value));
  }
  friend SFUMATO_ALWAYS_INLINE pack operator>(pack a, pack b) { return b < a; }
  friend SFUMATO_ALWAYS_INLINE pack select(pack mask, pack if_true, pack if_false) {
    return pack(Eigen::internal::pselect(mask.value, if_true.value, if_false.value));
  }
};

/// acc + a * b, rounded once where the machine has a fused multiply-add.
template <class T>
SFUMATO_ALWAYS_INLINE pack<T> multiply_add(pack<T> a, pack<T> b, pack<T> acc) {
  return pack<T>(Eigen::internal::pmadd(a.value, b.value, acc.value));
}

/// The sum of all lanes, in a fixed order.
template <class T>
SFUMATO_ALWAYS_INLINE T sum_lanes(pack<T> a) {
  return Eigen::internal::predux(a.value);
}

namespace detail {
template <class T, class P>
SFUMATO_ALWAYS_INLINE void put(pack<T> lanes, P* to) {
  if constexpr (!std::is_const_v<P>) lanes.store(to);
}
template <class T, class P>
SFUMATO_ALWAYS_INLINE void put_first(pack<T> lanes, P* to, index_t n) {
  if constexpr (!std::is_const_v<P>) lanes.store_first(to, n);
}
}  // namespace detail

/// functor(a, b, ...) on packs of a[i], b[i], ... for i in [0,n), computed in T however they are stored: what stands
/// behind a pointer is read and written, behind a pointer to const read only. The tail goes through the same arithmetic
/// as the rest.
template <class T, class F, class... P>
SFUMATO_ALWAYS_INLINE void map_packs(index_t n, F&& functor, P*... data) {
  constexpr index_t lanes = pack<T>::size;
  index_t i = 0;
  for (; i + lanes <= n; i += lanes)
    std::apply([&](auto... packs) { functor(packs...), (detail::put(packs, data + i), ...); },
               std::tuple{pack<T>::load(data + i)...});
  if (i < n)
    std::apply([&](auto... packs) { functor(packs...), (detail::put_first(packs, data + i, n - i), ...); },
               std::tuple{pack<T>::load_first(data + i, n - i)...});
}

constexpr index_t round_up(index_t n, index_t multiple) { return (n + multiple - 1) / multiple * multiple; }

}  // namespace sfumato::cpu_kernels
