#pragma once

#include <algorithm>
#include <cmath>

#include "sfumato/backend/calls/group_norm.hpp"
#include "sfumato/backend/cpu/context.hpp"
#include "sfumato/backend/cpu/simd.hpp"
#include "sfumato/backend/cpu/work_slice.hpp"

namespace sfumato::inline SFUMATO_ISA::cpu_kernels {

/// Some groups of one image, with a thread's scratch for what is summed of them. What is computed for a channel does
/// not depend on which other groups are there.
template <class S, class T>
class group_norm_part {
 public:
  /// The part's share of one input: channels first ... first + channels - 1 of the whole, pixels `step` apart.
  struct input {
    const S* x = nullptr;
    index_t first = 0, channels = 0, step = 0;
    const S* at(index_t pixel) const { return x + pixel * step; }
  };

  /// Before the first part: two sums of a block of pixels in T, their totals in double, and seven more rows of one
  /// number a channel.
  static void reserve(cpu_context& ctx, index_t channels) {
    ctx.reserve_thread_scratch(scratch::size<double>(2 * channels) + scratch::size<T>(9 * channels));
  }

  group_norm_part(cpu_context& ctx, int thread, const group_norm_call<S, T>& call, index_t image,
                  const work_slice& slice = {})
      : g_(call.geometry),
        first_(slice.first_of(g_.groups) * g_.group_channels()),
        end_(slice.end_of(g_.groups) * g_.group_channels()),
        inputs_{share_of(call.x0, image, 0, g_.channels0), share_of(call.x1, image, g_.channels0, g_.channels())} {
    scratch memory = ctx.thread_scratch(thread);
    total_ = memory.take<double>(2 * g_.channels());
    block_ = memory.take<T>(9 * g_.channels());
  }

  index_t first() const { return first_; }
  index_t end() const { return end_; }
  const input (&inputs() const)[2] { return inputs_; }
  const double* total() const { return total_; }
  /// One of seven rows.
  T* row(int k) { return block_ + (2 + k) * g_.channels(); }

  /// total = the sums that pixel(input, p, first sums, second sums) adds to, pixel after pixel. Blocks of 64 pixels are
  /// summed in T, then added up in double.
  template <class F>
  void sum_pixels(F&& pixel) {
    constexpr index_t block_pixels = 64;
    T* const sums[2] = {block_, block_ + g_.channels()};
    for (const index_t half : {index_t{0}, g_.channels()}) std::fill(total_ + half + first_, total_ + half + end_, 0.0);
    for (index_t begin = 0; begin < g_.pixels; begin += block_pixels) {
      for (T* sum : sums) std::fill(sum + first_, sum + end_, T(0));
      for (index_t p = begin; p < (std::min)(g_.pixels, begin + block_pixels); ++p)
        for (const input& in : inputs_) pixel(in, p, sums[0] + in.first, sums[1] + in.first);
      for (const index_t half : {index_t{0}, g_.channels()})
        for (index_t i = half + first_; i < half + end_; ++i) total_[i] += static_cast<double>(block_[i]);
    }
  }

  /// group(first channel, last channel + 1, values in a group).
  template <class F>
  void for_each_group(F&& group) const {
    const double count = static_cast<double>(g_.pixels * g_.group_channels());
    for (index_t c = first_; c < end_; c += g_.group_channels()) group(c, c + g_.group_channels(), count);
  }

  void find_mean(T* mean) {
    sum_pixels([&](const input& in, index_t p, T* sum, T*) {
      map_packs<T>(
          in.channels, [](pack<T>& s, const pack<T>& x) { s += x; }, sum, in.at(p));
    });
    for_each_group([&](index_t first, index_t last, double count) {
      double sum = 0;
      for (index_t c = first; c < last; ++c) sum += total_[c];
      std::fill(mean + first, mean + last, static_cast<T>(sum / count));
    });
  }

  /// Corrects the mean and finds 1 / sqrt(variance + eps), both for every channel.
  void find_deviation(T* mean, T* inverse) {
    sum_pixels([&](const input& in, index_t p, T* sum, T* squares) {
      map_packs<T>(
          in.channels,
          [](pack<T>& s, pack<T>& q, const pack<T>& x, const pack<T>& m) {
            const pack<T> d = x - m;
            s += d;
            q = multiply_add(d, d, q);
          },
          sum, squares, in.at(p), static_cast<const T*>(mean + in.first));
    });
    for_each_group([&](index_t first, index_t last, double count) {
      double sum = 0, squares = 0;
      for (index_t c = first; c < last; ++c) {
        sum += total_[c];
        squares += total_[g_.channels() + c];
      }
      const double offset = sum / count, variance = (std::max)(squares / count - offset * offset, 0.0);
      std::fill(mean + first, mean + last, static_cast<T>(static_cast<double>(mean[first]) + offset));
      std::fill(inverse + first, inverse + last, static_cast<T>(1 / std::sqrt(variance + g_.eps)));
    });
  }

 private:
  /// Of the input whose channels are begin ... end - 1 of the whole.
  input share_of(const S* x, index_t image, index_t begin, index_t end) const {
    const index_t from = std::clamp(first_, begin, end), to = std::clamp(end_, begin, end), step = end - begin;
    return {x + (image * g_.pixels * step + from - begin), from, to - from, step};
  }

  group_norm_geometry g_;
  index_t first_, end_;
  input inputs_[2];
  double* total_ = nullptr;
  T* block_ = nullptr;
};

}  // namespace sfumato::cpu_kernels
