#pragma once

#include "sfumato/backend/cuda/kernels/memory.hpp"
#include "sfumato/backend/cuda/kernels/reduce.hpp"
#include "sfumato/backend/cuda/launcher.hpp"

namespace sfumato::inline SFUMATO_ISA::cuda_kernels {

/// Memory, maps and reductions, on whatever queue `Context` is.
template <class S, class Context, class R = arithmetic_t<S>>
struct cuda_elementwise {
  static void* allocate(Context& ctx, std::size_t bytes) { return ctx.allocate(bytes); }
  static void release(Context& ctx, void* memory) noexcept { ctx.release(memory); }
  static void synchronize(Context& ctx) { ctx.synchronize(); }

  template <class N>
  static void upload(Context& ctx, N* to, const N* host, index_t n) {
    ctx.upload(to, host, static_cast<std::size_t>(n) * sizeof(N));
  }
  template <class N>
  static void download(Context& ctx, N* host, const N* from, index_t n) {
    ctx.download(host, from, static_cast<std::size_t>(n) * sizeof(N));
  }
  template <class N>
  static void copy(Context& ctx, N* to, const N* from, index_t n) {
    ctx.copy(to, from, static_cast<std::size_t>(n) * sizeof(N));
  }
  template <class N>
  static void fill(Context& ctx, N* to, index_t n, N value) {
    if (n > 0) ctx.launch("fill", fill_body<N>{n, to, value}, blocks_for(n));
  }

  template <class F, class... P>
  static void for_each(Context& ctx, index_t n, F functor, P*... data) {
    if (n > 0) ctx.launch("for_each", map_body<R, F, P...>{n, functor, arrays<P...>(data...)}, blocks_for(n));
  }
  template <class F>
  static void for_each_index(Context& ctx, index_t n, F functor) {
    if (n > 0) ctx.launch("for_each_index", map_index_body<F>{n, functor}, blocks_for(n));
  }
  template <class F, class... P>
  static void for_each_row(Context& ctx, index_t rows, index_t row_size, F functor, const R* coefficients,
                           index_t per_row, P*... data) {
    const index_t n = rows * row_size;
    if (n > 0)
      ctx.launch("for_each_row",
                 map_rows_body<R, F, P...>{n, row_size, functor, coefficients, per_row, arrays<P...>(data...)},
                 blocks_for(n));
  }

  /// Pieces side by side, then their sum in the order of batch_chunks.
  template <class F, class... P>
  static void reduce(Context& ctx, R* out, R scale, index_t n, F functor, const P*... data) {
    const sum_pieces pieces(n);
    double* sums = cut(ctx.scratch(cut::size<double>(pieces.size()))).template take<double>(pieces.size());
    ctx.launch("reduce", sum_pieces_body<R, F, const P...>{pieces, functor, sums, arrays<const P...>(data...)},
               one_block_each(pieces.size()));
    ctx.launch("reduce", finish_sum_body<R>{pieces, sums, scale, out}, 1);
  }
  template <class F, class... P>
  static void reduce_rows(Context& ctx, R* out, R scale, index_t rows, index_t row_size, F functor, const P*... data) {
    if (rows > 0)
      ctx.launch("reduce_rows",
                 sum_rows_body<R, F, const P...>{rows, row_size, functor, scale, out, arrays<const P...>(data...)},
                 one_block_each(rows));
  }

  static void normal(Context& ctx, const normal_call<R>& call) {
    const shape& extent = call.x.extent;
    const index_t rows = extent.rank() == 0 ? 1 : extent[0];
    if (extent.size() > 0)
      ctx.launch("normal", normal_body<R>{call.x.data, rows, extent.stride(), call.seed, call.step, call.first_stream},
                 blocks_for((extent.size() + 3) / 4));
  }
  static void note_finite(Context& ctx, const finite_call<R>& call) {
    if (call.n > 0)
      ctx.launch("note_finite", finite_body<R>{call},
                 one_block_each((call.n + finite_body<R>::piece - 1) / finite_body<R>::piece));
  }
  static void split_channels(Context& ctx, const split_call<R>& call) {
    const index_t n = call.pixels * 2 * call.channels;
    if (n > 0) ctx.launch("split_channels", split_body<R>{call}, blocks_for(n));
  }
  static void abs_quantile(Context& ctx, R* out, view<const R> x, double ratio) {
    const index_t rows = x.extent[0], row_size = x.extent.stride();
    if (rows > 0 && row_size > 0)
      ctx.launch("abs_quantile", abs_quantile_body<R>{x.data, rows, row_size, ratio, out}, one_block_each(rows));
  }
};

}  // namespace sfumato::cuda_kernels
