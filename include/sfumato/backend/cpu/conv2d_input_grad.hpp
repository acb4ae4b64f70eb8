#pragma once

#include "sfumato/backend/cpu/context.hpp"
#include "sfumato/backend/cpu/conv2d_taps.hpp"

namespace sfumato::inline SFUMATO_ISA::cpu_kernels {

/// The gradient of a convolution's inputs is again a convolution, of the upper gradient with the weights transposed.
/// With stride s the input falls into s x s phases, each reached by its own taps; a folded upsampling reads 4x4 taps at
/// stride 2.
template <class S>
class input_grad {
 public:
  using T = arithmetic_t<S>;

  /// padded: make room around the upper gradient even if no input gradient is wanted.
  input_grad(const conv2d_geometry& g, bool wants0, bool wants1, bool padded)
      : g_(g), wants0_(wants0), wants1_(wants1) {
    upper_ = {g.out_height(), g.out_width(),   g.out_channels, {}, round_up(g.out_channels, lanes_of<S>),
              false,          folds(g) ? 2 : 1};
    if (!wants0 && !wants1 && !padded) return;
    // Output rows that some input row reads: from (phase + pad - kernel + 1) / stride before the first on.
    const index_t s = g.stride, k = g.kernel;
    upper_.pad.top = std::max<index_t>(1, (k - 1 - g.pad.top + s - 1) / s + 1);
    upper_.pad.left = std::max<index_t>(1, (k - 1 - g.pad.left + s - 1) / s + 1);
    upper_.pad.bottom = std::max<index_t>(2, (g.in_height() - 1 + g.pad.top) / s - g.out_height() + 2);
    upper_.pad.right = std::max<index_t>(2, (g.in_width() - 1 + g.pad.left) / s - g.out_width() + 2);
  }

  const padded_extents& upper_extents() const { return upper_; }
  index_t packed_size() const { return packed_first() + (wants1_ ? direct_size(g_.channels1) : 0); }
  std::size_t scratch_size() const { return scratch::size<S>(patches_size()) + scratch::size<T>(doubled_size()); }

  void pack_transposed(cpu_context& ctx, const T* weight, S* packed) const {
    const index_t n = g_.out_channels, cin = g_.in_channels();
    if (wants0_ && folds(g_)) {
      pack_weights<S>(ctx.pool(), 16 * n, g_.channels0, packed, [&](index_t d, index_t first, index_t count, S* to) {
        const index_t o = d % n;
        const folded_position row(d / n / 4), column(d / n % 4);
        fold_weights(row.phase, column.phase, row.tap, column.tap, count, n, to,
                     [&](index_t ky, index_t kx) { return weight + ((ky * 3 + kx) * cin + first) * n + o; });
      });
    } else if (wants0_) {
      pack_direct(ctx, weight, 0, g_.channels0, packed);
    }
    if (wants1_) pack_direct(ctx, weight, g_.channels0, g_.channels1, packed + packed_first());
  }

  /// padded_g: the upper gradient of one image; writes that image's part of gx0 and gx1. memory: scratch_size() bytes.
  void run(const S* padded_g, const S* packed, index_t image, grad_slot<S> gx0, grad_slot<S> gx1,
           scratch memory) const {
    S* patches = memory.take<S>(patches_size());
    if (gx0 && folds(g_)) {
      run_folded(padded_g, packed, at(gx0, image * g_.height * g_.width * g_.channels0));
    } else if (gx0 && doubled()) {
      T* full = memory.take<T>(doubled_size());
      run_direct(padded_g, packed, g_.channels0, grad_slot<T>{full, false}, patches);
      sum_doubled(full, at(gx0, image * g_.height * g_.width * g_.channels0));
    } else if (gx0) {
      run_direct(padded_g, packed, g_.channels0, at(gx0, image * g_.height * g_.width * g_.channels0), patches);
    }
    if (gx1)
      run_direct(padded_g, packed + packed_first(), g_.channels1,
                 at(gx1, image * g_.in_height() * g_.in_width() * g_.channels1), patches);
  }

 private:
  bool doubled() const { return wants0_ && g_.upsample && !folds(g_); }
  index_t doubled_size() const { return doubled() ? g_.in_height() * g_.in_width() * g_.channels0 : 0; }
  index_t patches_size() const {
    return g_.out_channels < 4 ? round_up(g_.in_width(), 4) * g_.in_height() * g_.kernel * g_.kernel * g_.out_channels
                               : 0;
  }
  index_t direct_size(index_t channels) const {
    return cpu_kernels::packed_size<S>(g_.kernel * g_.kernel * g_.out_channels, channels);
  }
  index_t packed_first() const {
    if (!wants0_) return 0;
    return folds(g_) ? cpu_kernels::packed_size<S>(16 * g_.out_channels, g_.channels0) : direct_size(g_.channels0);
  }
  template <class Out>
  static grad_slot<Out> at(grad_slot<Out> slot, index_t offset) {
    return {slot.data + offset, slot.accumulate};
  }
  template <class Out>
  static tail_terms<Out, T> into(grad_slot<Out> slot) {
    tail_terms<Out, T> tail;
    if (slot.accumulate) tail.residual = slot.data;
    return tail;
  }

  /// The kernel rows (or columns) k that reach input positions of a phase, (phase + pad - k) being divisible by the
  /// stride, from the last to the first: then the output positions they read ascend one by one.
  template <class F>
  void for_each_tap(index_t phase, index_t pad, F&& f) const {
    for (index_t k = g_.kernel - 1; k >= 0; --k)
      if ((phase + pad - k) % g_.stride == 0) f(k, (phase + pad - k) / g_.stride);
  }

  /// With whole registers of channels, output pixels of a row are side by side in memory: `taps` neighbours, beginning
  /// at the offsets already there, become one tap of as many times the channels.
  bool dense() const { return upper_.pixel_step == upper_.channels; }

  void pack_direct(cpu_context& ctx, const T* weight, index_t first_channel, index_t channels, S* packed) const {
    const index_t n = g_.out_channels, cin = g_.in_channels();
    for (index_t py = 0; py < g_.stride; ++py)
      for (index_t px = 0; px < g_.stride; ++px) {
        std::array<const T*, max_kernel * max_kernel> taps{};
        index_t count = 0;
        for_each_tap(py, g_.pad.top, [&](index_t ky, index_t) {
          for_each_tap(px, g_.pad.left, [&](index_t kx, index_t) {
            taps[static_cast<std::size_t>(count++)] = weight + ((ky * g_.kernel + kx) * cin + first_channel) * n;
          });
        });
        pack_weights<S>(ctx.pool(), count * n, channels, packed, [&](index_t d, index_t first, index_t width, S* to) {
          const T* from = taps[static_cast<std::size_t>(d / n)] + first * n + d % n;
          for (index_t i = 0; i < width; ++i) to[i] = static_cast<S>(from[i * n]);
        });
        packed += cpu_kernels::packed_size<S>(count * n, channels);
      }
  }

  template <class Out>
  void run_direct(const S* padded_g, const S* packed, index_t channels, grad_slot<Out> gx, S* patches) const {
    const index_t s = g_.stride, h = g_.in_height(), w = g_.in_width();
    const S* inner = padded_g + upper_.inner_offset();
    for (index_t py = 0; py < s; ++py)
      for (index_t px = 0; px < s; ++px) {
        tap_offsets offsets;
        int taps = 0;
        index_t run = 1;
        for_each_tap(py, g_.pad.top, [&](index_t, index_t dy) {
          index_t in_row = 0;
          for_each_tap(px, g_.pad.left, [&](index_t, index_t dx) {
            if (in_row++ == 0 || !dense())
              offsets[static_cast<std::size_t>(taps++)] = dy * upper_.row_step() + dx * upper_.pixel_step;
          });
          if (dense()) run = in_row;
        });
        const index_t rows = (h - py + s - 1) / s, columns = (w - px + s - 1) / s;
        tap_source<S> source{inner, upper_.row_step(), upper_.pixel_step, run * g_.out_channels, offsets.data(), taps,
                             packed};
        packed += cpu_kernels::packed_size<S>(source.depth(), channels);
        if (wants_patches(source.channels, taps)) source = gather_patches(source, rows, columns, patches);
        const grad_slot<Out> own = at(gx, (py * w + px) * channels);
        multiply_image<S, Out>(&source, 1, rows, columns, {own.data, s * w * channels, s * channels, channels},
                               into(own));
      }
  }

  /// Of the four output rows (or columns) -1 ... 2 that read source position 0: the phase it is in and the tap it reads
  /// by.
  struct folded_position {
    explicit folded_position(index_t i) : phase((i + 1) % 2), tap(i < 2 ? 1 : 0) {}
    index_t phase, tap;
  };

  void run_folded(const S* padded_g, const S* packed, grad_slot<S> gx) const {
    tap_offsets offsets;
    const index_t run = dense() ? 4 : 1, taps = 16 / run;
    for (index_t tap = 0; tap < taps; ++tap)
      offsets[static_cast<std::size_t>(tap)] =
          (tap * run / 4 - 1) * upper_.row_step() + (tap * run % 4 - 1) * upper_.pixel_step;
    const tap_source<S> source{padded_g + upper_.inner_offset(),
                               2 * upper_.row_step(),
                               2 * upper_.pixel_step,
                               run * g_.out_channels,
                               offsets.data(),
                               static_cast<int>(taps),
                               packed};
    const index_t c = g_.channels0;
    multiply_image<S, S>(&source, 1, g_.height, g_.width, {gx.data, g_.width * c, c, c}, into(gx));
  }

  void sum_doubled(const T* full, grad_slot<S> gx) const {
    const index_t c = g_.channels0, w = 2 * g_.width;
    for (index_t y = 0; y < g_.height; ++y)
      for (index_t x = 0; x < g_.width; ++x)
        for (index_t i = 0; i < c; ++i) {
          const T* from = full + (2 * y * w + 2 * x) * c + i;
          const T sum = from[0] + from[c] + from[w * c] + from[(w + 1) * c];
          S& to = gx.data[(y * g_.width + x) * c + i];
          to = static_cast<S>(gx.accumulate ? static_cast<T>(to) + sum : sum);
        }
  }

  conv2d_geometry g_;
  bool wants0_, wants1_;
  padded_extents upper_;
};

}  // namespace sfumato::cpu_kernels
