#pragma once

#include <cmath>

#include "sfumato/backend/calls/memory.hpp"
#include "sfumato/backend/cuda/sums.hpp"
#include "sfumato/core/finite.hpp"
#include "sfumato/math/normal.hpp"

namespace sfumato::inline SFUMATO_ISA::cuda_kernels {

/// normal_call: the words of Philox that the CPU draws, four numbers a thread at a time.
template <class R>
struct normal_body {
  R* x;
  index_t rows, row_size;
  std::uint64_t seed;
  const whole* step;
  std::uint32_t first_stream;

  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B& b) const {
    const index_t groups = (row_size + 3) / 4;
    each_of_all(b, rows * groups, [&](index_t i) {
      const index_t row = i / groups, first = i % groups * 4;
      const random_source source{seed, first_stream + static_cast<std::uint32_t>(row),
                                 static_cast<std::uint32_t>(*step)};
      const auto z = normals<R>(source.words(static_cast<std::uint64_t>(first / 4)));
      R* out = x + row * row_size + first;
      // Four times whatever happens, or a GPU would keep z in memory.
      for (std::size_t j = 0; j < 4; ++j)
        if (first + static_cast<index_t>(j) < row_size) out[j] = z[j];
    });
  }
};

/// finite_call, a block for each piece of the array. Several blocks may write the flag, all of them the same.
template <class R>
struct finite_body {
  static constexpr index_t piece = 16384;

  finite_call<R> call;

  static constexpr std::size_t shared_bytes() { return bytes_of_sums<1>(); }

  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B& b) const {
    if (call.flag->step != 0) return;  // the sums below have barriers between this and the first to write it
    for (index_t first = b.index() * piece; first < call.n; first += b.blocks() * piece) {
      const index_t n = call.n - first < piece ? call.n - first : piece;
      const auto bad = sum_all<float, 1>(
          b, b.shared(), n, [&](index_t i) { return several<float, 1>{{is_finite(call.x[first + i]) ? 0.F : 1.F}}; });
      if (bad.at[0] > 0 && b.thread() == 0) *call.flag = {*call.step, call.what};
    }
  }
};

/// split_call.
template <class R>
struct split_body {
  split_call<R> call;

  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B& b) const {
    const index_t c = call.channels;
    each_of_all(b, call.pixels * 2 * c, [&](index_t i) {
      const index_t pixel = i / (2 * c), channel = i % (2 * c);
      (channel < c ? call.first : call.second)[pixel * c + channel % c] = call.x[i];
    });
  }
};

/// out[row] = the quantile of |x| within the row, a block each. Bits of numbers that are not negative are in the order
/// of the numbers, so that the order statistic is found bit by bit, by counting.
template <class R>
struct abs_quantile_body {
  using bits_t = std::conditional_t<sizeof(R) == 4, std::uint32_t, std::uint64_t>;

  const R* x;
  index_t rows, row_size;
  double ratio;
  R* out;

  static constexpr std::size_t shared_bytes() { return bytes_of_sums<1>(); }

  SFUMATO_HOST_DEVICE static bits_t bits_of(R value) {
    return static_cast<bits_t>(std::bit_cast<bits_t>(value) << 1) >> 1;  // without the sign
  }

  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B& b) const {
    for (index_t row = b.index(); row < rows; row += b.blocks()) {
      const R* from = x + row * row_size;
      const double position = ratio * static_cast<double>(row_size - 1);
      index_t below = static_cast<index_t>(position);
      if (below > row_size - 1) below = row_size - 1;

      // The largest prefix with at most `below` numbers under it is the number of that rank.
      bits_t found = 0;
      for (int bit = static_cast<int>(sizeof(R)) * 8 - 2; bit >= 0; --bit) {
        const bits_t candidate = found | (bits_t{1} << bit);
        const auto under = sum_all<float, 1>(b, b.shared(), row_size, [&](index_t i) {
          return several<float, 1>{{bits_of(from[i]) < candidate ? 1.F : 0.F}};
        });
        if (under.at[0] <= static_cast<double>(below)) found = candidate;
      }
      // The next in order is the same again where there are more of it, else the smallest above it: -x is the largest.
      const auto up_to = sum_all<float, 1>(b, b.shared(), row_size, [&](index_t i) {
        return several<float, 1>{{bits_of(from[i]) <= found ? 1.F : 0.F}};
      });
      const bits_t flipped = largest_of_all<bits_t>(b, b.shared(), row_size, [&](index_t i) {
        const bits_t own = bits_of(from[i]);
        return static_cast<bits_t>(own > found ? ~own : 0);
      });
      if (b.thread() != 0) continue;
      const R low = std::bit_cast<R>(found);
      const bool again = up_to.at[0] > static_cast<double>(below + 1) || below + 1 >= row_size;
      const R high = again ? low : std::bit_cast<R>(static_cast<bits_t>(~flipped));
      out[row] = low + static_cast<R>(position - static_cast<double>(below)) * (high - low);
    }
  }
};

}  // namespace sfumato::cuda_kernels
