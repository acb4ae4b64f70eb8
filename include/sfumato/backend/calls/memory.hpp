#pragma once

#include "sfumato/core/number.hpp"
#include "sfumato/core/view.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Standard normal noise over x: row n comes from stream first_stream + n of the seed, at the step that stands in
/// memory of the backend. A row does not depend on how many others are drawn beside it.
template <class R>
struct normal_call {
  view<R> x;  ///< (rows, ...), overwritten
  std::uint64_t seed = 0;
  const whole* step = nullptr;  ///< read where the kernel runs, so that a queued pass can be repeated
  std::uint32_t first_stream = 0;
};

/// What was not finite, and when: written once, by the first that was found.
struct finite_flag {
  whole step = 0;  ///< 0: all was finite so far
  whole what = 0;
};

/// If the flag is still clear and some x[i] is NaN or infinite: flag = {*step, what}. Nobody waits for it.
template <class T>
struct finite_call {
  finite_flag* flag = nullptr;
  const whole* step = nullptr;  ///< at least 1
  whole what = 0;
  const T* x = nullptr;
  index_t n = 0;
};

/// x (pixels, 2 channels) into its first and its second half of channels.
template <class R>
struct split_call {
  index_t pixels = 0, channels = 0;
  const R* x = nullptr;
  R* first = nullptr;   ///< (pixels, channels), overwritten
  R* second = nullptr;  ///< (pixels, channels), overwritten
};

}  // namespace sfumato
