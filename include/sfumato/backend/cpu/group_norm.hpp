#pragma once

#include "sfumato/backend/cpu/fold_chunks.hpp"
#include "sfumato/backend/cpu/group_norm_affine.hpp"
#include "sfumato/backend/cpu/group_norm_part.hpp"

namespace sfumato::inline SFUMATO_ISA::cpu_kernels {

/// Group normalisation on the CPU, one image a task, or some of its groups where images are few. Statistics take two
/// passes, the second over deviations from the first one's mean, so a mean far from zero costs no precision.
template <class S, class T = arithmetic_t<S>>
struct cpu_group_norm {
  static void group_norm_forward(cpu_context& ctx, const group_norm_call<S, T>& call) {
    const group_norm_geometry& g = call.geometry;
    const index_t channels = g.channels(), slices = slices_per_image(g, ctx.threads());
    part::reserve(ctx, channels);
    ctx.pool().parallel_for(g.batch * slices, [&](index_t task, int thread) {
      const index_t image = task / slices;
      part own(ctx, thread, call, image, {task % slices, slices});
      T *mean = own.row(0), *factor = own.row(1);
      own.find_mean(mean);
      own.find_deviation(mean, factor);
      if (call.statistics) keep(g, own, mean, factor, call.statistics + image * g.groups * 2);
      const affine by = affine::of(call, image, own.row(5), own.row(6));
      for (index_t c = own.first(); c < own.end(); ++c) factor[c] *= by.weight[c];

      S* out = call.y + image * g.pixels * channels;
      for (const input& in : own.inputs())
        for (index_t p = 0; p < g.pixels; ++p)
          map_packs<T>(
              in.channels,
              [&](pack<T>& to, const pack<T>& x, const pack<T>& m, const pack<T>& f, const pack<T>& b) {
                to = activate(call.act, multiply_add(x - m, f, b));
              },
              out + p * channels + in.first, in.at(p), const_of(mean + in.first), const_of(factor + in.first),
              by.bias + in.first);
    });
  }

  /// With h = (x - mean) / deviation, z = w h + b, n values a group: dw = sum of dz h, db = sum of dz, and
  /// dx = (w dz - mean over the group of w dz - h times the mean over the group of w dz h) / deviation.
  /// Where there is a modulation, w and b are its own of each image.
  static void group_norm_backward(cpu_context& ctx, const group_norm_backward_call<S, T>& call) {
    const group_norm_geometry& g = call.of.geometry;
    const index_t channels = g.channels();
    T* sums = ctx.shared_scratch(scratch::size<T>(2 * g.batch * channels)).template take<T>(2 * g.batch * channels);
    part::reserve(ctx, channels);
    ctx.pool().parallel_for(g.batch, [&](index_t image, int thread) {
      part own(ctx, thread, call.of, image);
      T *mean = own.row(0), *inverse = own.row(1), *scaled = own.row(2), *shift = own.row(3), *slope = own.row(4);
      const T* kept = call.of.statistics + image * g.groups * 2;
      for (index_t c = 0; c < channels; ++c) {
        mean[c] = kept[c / g.group_channels() * 2];
        inverse[c] = kept[c / g.group_channels() * 2 + 1];
      }
      S* dz = call.upper + image * g.pixels * channels;
      const affine by = affine::of(call.of, image, own.row(5), own.row(6));
      through_activation(call.of, by, own, mean, inverse, dz);
      T* dw = sums + image * channels;
      T* db = sums + (g.batch + image) * channels;
      for (index_t c = 0; c < channels; ++c) {
        dw[c] = static_cast<T>(own.total()[c]);
        db[c] = static_cast<T>(own.total()[channels + c]);
      }
      through_modulation(call, image, dw, db);
      group_means(own, by.weight, channels, inverse, scaled, shift, slope);
      const grad_slot<S> slots[2] = {call.x0_grad, call.x1_grad};
      for (int k = 0; k < 2; ++k) {
        const input& in = own.inputs()[k];
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
              to_image + p * in.channels, const_of(dz + p * channels + in.first), in.at(p), const_of(mean + in.first),
              const_of(scaled + in.first), const_of(shift + in.first), const_of(slope + in.first));
      }
    });
    const batch_chunks chunks(g.batch);
    if (call.weight_grad) sum_over_batch(ctx.pool(), chunks, sums, channels, call.weight_grad);
    if (call.bias_grad) sum_over_batch(ctx.pool(), chunks, sums + g.batch * channels, channels, call.bias_grad);
  }

 private:
  using affine = group_norm_affine<S, T>;
  using part = group_norm_part<S, T>;
  using input = typename part::input;

  template <class N>
  static const N* const_of(N* p) {
    return p;
  }

  static index_t slices_per_image(const group_norm_geometry& g, index_t threads) {
    constexpr index_t worth_a_thread = 16384;  // numbers: about 10 us
    return slices_per_task(g.batch, threads, (std::min)(g.groups, g.pixels * g.channels() / worth_a_thread));
  }

  static void keep(const group_norm_geometry& g, const part& own, const T* mean, const T* inverse, T* statistics) {
    own.for_each_group([&](index_t first, index_t, double) {
      T* to = statistics + 2 * (first / g.group_channels());
      to[0] = mean[first];
      to[1] = inverse[first];
    });
  }

  /// dz = upper times the slope of the activation, in place; total = sums of dz h and of dz.
  static void through_activation(const group_norm_call<S, T>& call, const affine& by, part& own, const T* mean,
                                 const T* inverse, S* dz) {
    const index_t channels = call.geometry.channels();
    const activation act = call.act;
    own.sum_pixels([&](const input& in, index_t p, T* dw, T* db) {
      map_packs<T>(
          in.channels,
          [&](pack<T>& z, pack<T>& sum_h, pack<T>& sum, const pack<T>& x, const pack<T>& m, const pack<T>& i,
              const pack<T>& factor, const pack<T>& shift) {
            const pack<T> h = (x - m) * i;
            if (act != activation::none) z *= activation_slope(act, multiply_add(h, factor, shift));
            sum_h = multiply_add(z, h, sum_h);
            sum += z;
          },
          dz + p * channels + in.first, dw, db, in.at(p), mean + in.first, inverse + in.first, by.weight + in.first,
          by.bias + in.first);
    });
  }

  /// dx = scaled dz - shift - (x - mean) slope.
  static void group_means(const part& own, const T* weight, index_t channels, const T* inverse, T* scaled, T* shift,
                          T* slope) {
    own.for_each_group([&](index_t first, index_t last, double count) {
      double of_dz_h = 0, of_dz = 0;
      for (index_t c = first; c < last; ++c) {
        of_dz_h += static_cast<double>(weight[c]) * own.total()[c];
        of_dz += static_cast<double>(weight[c]) * own.total()[channels + c];
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
