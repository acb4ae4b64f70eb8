#pragma once

#include <algorithm>
#include <cmath>

#include "sfumato/backend/calls/group_norm.hpp"
#include "sfumato/backend/cpu/context.hpp"
#include "sfumato/backend/cpu/fold_chunks.hpp"
#include "sfumato/backend/cpu/group_norm_affine.hpp"

namespace sfumato::inline SFUMATO_ISA::cpu_kernels {

/// Group normalisation on the CPU, one image a task. Statistics take two passes, the second over deviations from the
/// first one's mean, so a mean far from zero costs no precision.
template <class S, class T = arithmetic_t<S>>
struct cpu_group_norm {
  static void group_norm_forward(cpu_context& ctx, const group_norm_call<S, T>& call) {
    const group_norm_geometry& g = call.geometry;
    const index_t channels = g.channels();
    workspace::reserve(ctx, channels);
    ctx.pool().parallel_for(g.batch, [&](index_t image, int thread) {
      workspace w(ctx, thread, channels);
      const input inputs[2] = {first_of(g, call.x0, image), second_of(g, call.x1, image)};
      T *mean = w.row(0), *factor = w.row(1);
      find_mean(g, inputs, w, mean);
      find_deviation(g, inputs, w, mean, factor);
      if (call.statistics) keep(g, mean, factor, call.statistics + image * g.groups * 2);
      const affine own = affine::of(call, image, w.row(5), w.row(6));
      for (index_t c = 0; c < channels; ++c) factor[c] *= own.weight[c];

      S* out = call.y + image * g.pixels * channels;
      for (const input& in : inputs)
        for (index_t p = 0; p < g.pixels; ++p)
          map_packs<T>(
              in.channels,
              [&](pack<T>& to, const pack<T>& x, const pack<T>& m, const pack<T>& f, const pack<T>& b) {
                to = activate(call.act, multiply_add(x - m, f, b));
              },
              out + p * channels + in.first, in.x + p * in.channels, const_of(mean + in.first),
              const_of(factor + in.first), own.bias + in.first);
    });
  }

  /// With h = (x - mean) / deviation, z = w h + b, n values a group: dw = sum of dz h, db = sum of dz, and
  /// dx = (w dz - mean over the group of w dz - h times the mean over the group of w dz h) / deviation.
  /// Where there is a modulation, w and b are its own of each image.
  static void group_norm_backward(cpu_context& ctx, const group_norm_backward_call<S, T>& call) {
    const group_norm_geometry& g = call.of.geometry;
    const index_t channels = g.channels();
    T* sums = ctx.shared_scratch(scratch::size<T>(2 * g.batch * channels)).template take<T>(2 * g.batch * channels);
    workspace::reserve(ctx, channels);
    ctx.pool().parallel_for(g.batch, [&](index_t image, int thread) {
      workspace w(ctx, thread, channels);
      const input inputs[2] = {first_of(g, call.of.x0, image), second_of(g, call.of.x1, image)};
      T *mean = w.row(0), *inverse = w.row(1), *scaled = w.row(2), *shift = w.row(3), *slope = w.row(4);
      const T* kept = call.of.statistics + image * g.groups * 2;
      for (index_t c = 0; c < channels; ++c) {
        mean[c] = kept[c / g.group_channels() * 2];
        inverse[c] = kept[c / g.group_channels() * 2 + 1];
      }
      S* dz = call.upper + image * g.pixels * channels;
      const affine own = affine::of(call.of, image, w.row(5), w.row(6));
      through_activation(call.of, own, inputs, w, mean, inverse, dz);
      T* dw = sums + image * channels;
      T* db = sums + (g.batch + image) * channels;
      for (index_t c = 0; c < channels; ++c) {
        dw[c] = static_cast<T>(w.total()[c]);
        db[c] = static_cast<T>(w.total()[channels + c]);
      }
      through_modulation(call, image, dw, db);
      group_means(g, own.weight, w.total(), inverse, scaled, shift, slope);
      const grad_slot<S> slots[2] = {call.x0_grad, call.x1_grad};
      for (int k = 0; k < 2; ++k) {
        const input& in = inputs[k];
        if (!slots[k]) continue;
        S* to_image = slots[k].data + image * g.pixels * in.channels;
        const bool add = slots[k].accumulate;
        for (index_t p = 0; p < g.pixels; ++p)
          map_packs<T>(
              in.channels,
              [&](pack<T>& to, const pack<T>& z, const pack<T>& x, const pack<T>& m, const pack<T>& a, const pack<T>& b,
                  const pack<T>& c) {
                const pack<T> gradient = (a * z - b) - (x - m) * c;
                to = add ? to + gradient : gradient;
              },
              to_image + p * in.channels, const_of(dz + p * channels + in.first), in.x + p * in.channels,
              const_of(mean + in.first), const_of(scaled + in.first), const_of(shift + in.first),
              const_of(slope + in.first));
      }
    });
    const batch_chunks chunks(g.batch);
    if (call.weight_grad) sum_over_batch(ctx.pool(), chunks, sums, channels, call.weight_grad);
    if (call.bias_grad) sum_over_batch(ctx.pool(), chunks, sums + g.batch * channels, channels, call.bias_grad);
  }

 private:
  using affine = group_norm_affine<S, T>;

  /// One of the inputs of one image: its channels are first ... first + channels - 1 of the whole.
  struct input {
    const S* x = nullptr;
    index_t first = 0, channels = 0;
  };
  static input first_of(const group_norm_geometry& g, const S* x0, index_t image) {
    return {x0 + image * g.pixels * g.channels0, 0, g.channels0};
  }
  static input second_of(const group_norm_geometry& g, const S* x1, index_t image) {
    return g.channels1 > 0 ? input{x1 + image * g.pixels * g.channels1, g.channels0, g.channels1} : input{};
  }
  template <class N>
  static const N* const_of(N* p) {
    return p;
  }

  /// A thread's rows of one scalar a channel: two sums of a block of pixels in T, their totals in double, and seven
  /// more.
  class workspace {
   public:
    static void reserve(cpu_context& ctx, index_t channels) {
      ctx.reserve_thread_scratch(scratch::size<double>(2 * channels) + scratch::size<T>(9 * channels));
    }
    workspace(cpu_context& ctx, int thread, index_t channels) : channels_(channels) {
      scratch memory = ctx.thread_scratch(thread);
      total_ = memory.take<double>(2 * channels);
      block_ = memory.take<T>(9 * channels);
    }
    double* total() { return total_; }
    T* block() { return block_; }
    T* row(index_t k) { return block_ + (2 + k) * channels_; }

   private:
    index_t channels_;
    double* total_ = nullptr;
    T* block_ = nullptr;
  };

  /// total = the sums that pixel(input, p, first sum, second sum) adds to, pixel after pixel. Blocks of 64 pixels are
  /// summed in T, then added up in double.
  template <class F>
  static void sum_pixels(const group_norm_geometry& g, const input (&inputs)[2], workspace& w, F&& pixel) {
    constexpr index_t block_pixels = 64;
    const index_t sums = 2 * g.channels();
    std::fill_n(w.total(), sums, 0.0);
    for (index_t begin = 0; begin < g.pixels; begin += block_pixels) {
      std::fill_n(w.block(), sums, T(0));
      for (index_t p = begin; p < (std::min)(g.pixels, begin + block_pixels); ++p)
        for (const input& in : inputs) pixel(in, p, w.block() + in.first, w.block() + g.channels() + in.first);
      for (index_t i = 0; i < sums; ++i) w.total()[i] += static_cast<double>(w.block()[i]);
    }
  }

  template <class F>
  static void for_each_group(const group_norm_geometry& g, F&& group) {
    const double count = static_cast<double>(g.pixels * g.group_channels());
    for (index_t first = 0; first < g.channels(); first += g.group_channels())
      group(first, first + g.group_channels(), count);
  }

  static void find_mean(const group_norm_geometry& g, const input (&inputs)[2], workspace& w, T* mean) {
    sum_pixels(g, inputs, w, [&](const input& in, index_t p, T* sum, T*) {
      map_packs<T>(
          in.channels, [](pack<T>& s, const pack<T>& x) { s += x; }, sum, in.x + p * in.channels);
    });
    for_each_group(g, [&](index_t first, index_t last, double count) {
      double sum = 0;
      for (index_t c = first; c < last; ++c) sum += w.total()[c];
      std::fill(mean + first, mean + last, static_cast<T>(sum / count));
    });
  }

  /// Corrects the mean and finds 1 / sqrt(variance + eps), both for every channel.
  static void find_deviation(const group_norm_geometry& g, const input (&inputs)[2], workspace& w, T* mean,
                             T* inverse) {
    sum_pixels(g, inputs, w, [&](const input& in, index_t p, T* sum, T* squares) {
      map_packs<T>(
          in.channels,
          [](pack<T>& s, pack<T>& q, const pack<T>& x, const pack<T>& m) {
            const pack<T> d = x - m;
            s += d;
            q = multiply_add(d, d, q);
          },
          sum, squares, in.x + p * in.channels, const_of(mean + in.first));
    });
    for_each_group(g, [&](index_t first, index_t last, double count) {
      double sum = 0, squares = 0;
      for (index_t c = first; c < last; ++c) {
        sum += w.total()[c];
        squares += w.total()[g.channels() + c];
      }
      const double offset = sum / count, variance = (std::max)(squares / count - offset * offset, 0.0);
      std::fill(mean + first, mean + last, static_cast<T>(static_cast<double>(mean[first]) + offset));
      std::fill(inverse + first, inverse + last, static_cast<T>(1 / std::sqrt(variance + g.eps)));
    });
  }

  static void keep(const group_norm_geometry& g, const T* mean, const T* inverse, T* statistics) {
    for (index_t group = 0; group < g.groups; ++group) {
      statistics[2 * group] = mean[group * g.group_channels()];
      statistics[2 * group + 1] = inverse[group * g.group_channels()];
    }
  }

  /// dz = upper times the slope of the activation, in place; total = sums of dz h and of dz.
  static void through_activation(const group_norm_call<S, T>& call, const affine& own, const input (&inputs)[2],
                                 workspace& w, const T* mean, const T* inverse, S* dz) {
    const group_norm_geometry& g = call.geometry;
    const activation act = call.act;
    sum_pixels(g, inputs, w, [&](const input& in, index_t p, T* dw, T* db) {
      map_packs<T>(
          in.channels,
          [&](pack<T>& z, pack<T>& sum_h, pack<T>& sum, const pack<T>& x, const pack<T>& m, const pack<T>& i,
              const pack<T>& factor, const pack<T>& shift) {
            const pack<T> h = (x - m) * i;
            if (act != activation::none) z *= activation_slope(act, multiply_add(h, factor, shift));
            sum_h = multiply_add(z, h, sum_h);
            sum += z;
          },
          dz + p * g.channels() + in.first, dw, db, in.x + p * in.channels, mean + in.first, inverse + in.first,
          own.weight + in.first, own.bias + in.first);
    });
  }

  /// dx = scaled dz - shift - (x - mean) slope.
  static void group_means(const group_norm_geometry& g, const T* weight, const double* total, const T* inverse,
                          T* scaled, T* shift, T* slope) {
    for_each_group(g, [&](index_t first, index_t last, double count) {
      double of_dz_h = 0, of_dz = 0;
      for (index_t c = first; c < last; ++c) {
        of_dz_h += static_cast<double>(weight[c]) * total[c];
        of_dz += static_cast<double>(weight[c]) * total[g.channels() + c];
      }
      const double i = static_cast<double>(inverse[first]);
      for (index_t c = first; c < last; ++c) {
        scaled[c] = inverse[first] * weight[c];
        shift[c] = static_cast<T>(i * of_dz / count);
        slope[c] = static_cast<T>(i * i * of_dz_h / count);
      }
    });
  }
};

}  // namespace sfumato::cpu_kernels
