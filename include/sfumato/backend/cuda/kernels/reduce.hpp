#pragma once

#include "sfumato/backend/cuda/kernels/map.hpp"
#include "sfumato/backend/cuda/sums.hpp"
#include "sfumato/core/batch_chunks.hpp"

namespace sfumato::inline SFUMATO_ISA::cuda_kernels {

/// How a sum of n terms is cut: chunks of a batch as everywhere, and pieces of one block's work within them.
struct sum_pieces {
  static constexpr index_t terms = 8192;

  index_t n, chunk_size, chunks, pieces_each;

  explicit sum_pieces(index_t count) : n(count) {
    const batch_chunks parts(count);
    chunk_size = parts.size;
    chunks = parts.count;
    pieces_each = (chunk_size + terms - 1) / terms;
  }
  SFUMATO_HOST_DEVICE index_t size() const { return chunks * pieces_each; }
  SFUMATO_HOST_DEVICE index_t begin(index_t piece) const {
    return piece / pieces_each * chunk_size + piece % pieces_each * terms;
  }
  SFUMATO_HOST_DEVICE index_t end(index_t piece) const {
    const index_t chunk_end = (piece / pieces_each + 1) * chunk_size, own_end = begin(piece) + terms;
    const index_t end = own_end < chunk_end ? own_end : chunk_end;
    return end < n ? end : n;
  }
};

/// sums[piece] = the sum of functor(a[i], ...) over a piece of the terms, a block each.
template <class R, class F, class... P>
struct sum_pieces_body {
  sum_pieces pieces;
  F functor;
  double* sums;
  arrays<P...> data;

  static constexpr std::size_t shared_bytes() { return bytes_of_sums<1>(); }

  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B& b) const {
    const F& f = functor;
    data.with([&](auto*... all) {
      for (index_t piece = b.index(); piece < pieces.size(); piece += b.blocks()) {
        const index_t begin = pieces.begin(piece), end = pieces.end(piece), terms = begin < end ? end - begin : 0;
        const auto sum = sum_all<R, 1>(
            b, b.shared(), terms, [&](index_t i) { return several<R, 1>{{f(static_cast<R>(all[begin + i])...)}}; });
        if (b.thread() == 0) sums[piece] = sum.at[0];
      }
    });
  }
};

/// out[0] = scale times all pieces, in the order of batch_chunks. One block of one thread's work.
template <class R>
struct finish_sum_body {
  sum_pieces pieces;
  const double* sums;
  R scale;
  R* out;

  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B& b) const {
    if (b.thread() != 0) return;
    double chunk[batch_chunks::most] = {};
    for (index_t piece = 0; piece < pieces.size(); ++piece) chunk[piece / pieces.pieces_each] += sums[piece];
    for (index_t step = 1; step < pieces.chunks; step *= 2)
      for (index_t to = 0; to + step < pieces.chunks; to += 2 * step) chunk[to] += chunk[to + step];
    *out = static_cast<R>(static_cast<double>(scale) * chunk[0]);
  }
};

/// out[row] = scale times the sum of functor(a[i], ...) over the row, a block each.
template <class R, class F, class... P>
struct sum_rows_body {
  index_t rows, row_size;
  F functor;
  R scale;
  R* out;
  arrays<P...> data;

  static constexpr std::size_t shared_bytes() { return bytes_of_sums<1>(); }

  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B& b) const {
    const F& f = functor;
    data.with([&](auto*... all) {
      for (index_t row = b.index(); row < rows; row += b.blocks()) {
        const index_t begin = row * row_size;
        const auto sum = sum_all<R, 1>(
            b, b.shared(), row_size, [&](index_t i) { return several<R, 1>{{f(static_cast<R>(all[begin + i])...)}}; });
        if (b.thread() == 0) out[row] = static_cast<R>(static_cast<double>(scale) * sum.at[0]);
      }
    });
  }
};

}  // namespace sfumato::cuda_kernels
