#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "sfumato/core/config.hpp"
#include "sfumato/core/error.hpp"

namespace sfumato::inline SFUMATO_ISA {

using philox_block = std::array<std::uint32_t, 4>;

/// Philox 4x32-10: a counter and a key in, four independent 32-bit words out (Salmon et al. 2011, "Parallel random
/// numbers: as easy as 1, 2, 3"). Stateless, so any number can be drawn anywhere, in any order, on any thread.
SFUMATO_HOST_DEVICE constexpr philox_block philox4x32(philox_block counter, std::uint32_t key0, std::uint32_t key1) {
  std::uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = std::uint64_t{0xD2511F53u} * c0;
    const std::uint64_t p1 = std::uint64_t{0xCD9E8D57u} * c2;
    c0 = static_cast<std::uint32_t>(p1 >> 32) ^ c1 ^ key0;
    c2 = static_cast<std::uint32_t>(p0 >> 32) ^ c3 ^ key1;
    c1 = static_cast<std::uint32_t>(p1);
    c3 = static_cast<std::uint32_t>(p0);
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  return {c0, c1, c2, c3};
}

/// Names one sequence of random numbers: a seed, a stream (one an image, say) and a step within it. Two sources that
/// differ in any of the three give independent numbers.
struct random_source {
  std::uint64_t seed = 0;
  std::uint32_t stream = 0;
  std::uint32_t step = 0;

  /// The block-th group of four words.
  SFUMATO_HOST_DEVICE constexpr philox_block words(std::uint64_t block) const {
    return philox4x32({static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32), stream, step},
                      static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32));
  }
};

/// Draws one number after another from a source: for shuffles, timesteps, strokes.
class random_sequence {
 public:
  using result_type = std::uint32_t;

  explicit constexpr random_sequence(random_source source) : source_(source) {}

  // In parentheses, here and elsewhere: windows.h makes macros of these names.
  static constexpr result_type(min)() { return 0; }
  static constexpr result_type(max)() { return 0xFFFFFFFFu; }

  constexpr result_type operator()() {
    if (drawn_ % 4 == 0) block_ = source_.words(drawn_ / 4);
    return block_[drawn_++ % 4];
  }
  /// Uniform in [0,1), 24 bits.
  constexpr double uniform() { return static_cast<double>((*this)() >> 8) * 0x1p-24; }
  /// Uniform in [low, high).
  constexpr double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Uniform in {0, ..., n-1}, by multiply and shift (bias below n / 2^32). Throws (value) where n is above 2^32.
  constexpr std::uint32_t below(std::uint64_t n) {
    require(n <= std::uint64_t{1} << 32, error_kind::value, "random numbers: expected a bound of at most 2^32, got ",
            n);
    return static_cast<std::uint32_t>((std::uint64_t{(*this)()} * n) >> 32);
  }

 private:
  random_source source_;
  philox_block block_{};
  std::uint64_t drawn_ = 0;
};

}  // namespace sfumato
