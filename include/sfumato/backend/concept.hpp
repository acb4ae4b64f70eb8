#pragma once

#include <concepts>

#include "sfumato/backend/calls/attention.hpp"
#include "sfumato/backend/calls/conv2d.hpp"
#include "sfumato/backend/calls/cross_entropy.hpp"
#include "sfumato/backend/calls/embedding.hpp"
#include "sfumato/backend/calls/group_norm.hpp"
#include "sfumato/backend/calls/linear.hpp"
#include "sfumato/backend/calls/memory.hpp"
#include "sfumato/backend/calls/pixel_mean.hpp"
#include "sfumato/backend/calls/pool.hpp"
#include "sfumato/backend/calls/time_embedding.hpp"

namespace sfumato::inline SFUMATO_ISA {

struct any_functor {
  template <class... P>
  SFUMATO_HOST_DEVICE void operator()(P&&...) const {}
};
struct any_reduction {
  template <class P, class... Rest>
  SFUMATO_HOST_DEVICE P operator()(P first, Rest...) const {
    return first;
  }
};

/// What a record of plain numbers is to `moves`.
struct any_record {
  double number;
  whole count;
};

/// Moves arrays of T between host and backend. All but download and synchronize may be queued and return at once.
///
///   upload(ctx, to, host, n)      host to backend; the host array may be reused on return
///   download(ctx, host, from, n)  backend to host; waits for what was queued before
///   copy(ctx, to, from, n)        within the backend; the arrays do not overlap
///   fill(ctx, to, n, x)           n times the same
template <class B, class T>
concept moves = requires(typename B::context& ctx, T* p, const T* c, index_t n, T x) {
  B::upload(ctx, p, c, n);
  B::download(ctx, p, c, n);
  B::copy(ctx, p, c, n);
  B::fill(ctx, p, n, x);
};

/// The part of a backend that holds memory and maps functors over arrays: enough for solvers and optimizers. `P*` below
/// are pointers to scalars or reals, in any mixture; a functor sees them as numbers of the arithmetic of reals, by
/// reference where the pointer is not const; functors are types of namespace scope, or CUDA refuses them. Results are
/// the same bits on any number of threads.
///
///   allocate(ctx, bytes)                   a 64-byte boundary, contents undefined; throws (backend)
///   release(ctx, memory)                   what allocate gave, or null; throws nothing
///   for_each(ctx, n, f, P*...)             f(a[i], b[i], ...) for i in [0,n); arrays are the same or do not overlap
///   for_each_index(ctx, n, f)              f(i) for i in [0,n), for what reads memory by itself: draws, tables
///   for_each_row(ctx, rows, size, f, c, k, P*...)
///                                          f(c + row k, a[i], ...) over rows of `size`, each with k reals of
///                                          coefficients
///   reduce(ctx, out, scale, n, f, P*...)   out[0] = scale times the sum of f(a[i], b[i], ...)
///   reduce_rows(ctx, out, scale, rows, size, f, P*...)
///                                          out[row] = the same over each row
///   normal, note_finite, split_channels    what stands at normal_call, finite_call, split_call
///   abs_quantile(ctx, out, x, q)           out[n] = the quantile q of |x| within row n, linear between order
///                                          statistics
///   synchronize(ctx)                       waits for all that was queued
///   discard(ctx, x, n)                     may be missing: x[0 ... n) is not read before it is written again, its
///                                          memory may be lent to others until then
///
/// Any trivially copyable record is moved as numbers are. A context is only handed through.
template <class B>
concept elementwise_backend = moves<B, typename B::scalar> && moves<B, typename B::real> && moves<B, whole> &&
    moves<B, finite_flag> && moves<B, any_record> &&
    requires(typename B::context& ctx, typename B::scalar* s, const typename B::scalar* cs, typename B::real* r,
             const typename B::real* cr, typename B::real scale, index_t n, void* memory,
             view<const typename B::real> rows) {
  { B::allocate(ctx, std::size_t{}) } -> std::same_as<void*>;
  B::release(ctx, memory);
  B::synchronize(ctx);
  B::for_each(ctx, n, any_functor{}, s, cs, r, cr);
  B::for_each_index(ctx, n, any_functor{});
  B::for_each_row(ctx, n, n, any_functor{}, cr, n, s, cs, r, cr);
  B::reduce(ctx, r, scale, n, any_reduction{}, cr, cs);
  B::reduce_rows(ctx, r, scale, n, n, any_reduction{}, cr, cs);
  B::normal(ctx, normal_call<typename B::real>{});
  B::note_finite(ctx, finite_call<typename B::real>{});
  B::split_channels(ctx, split_call<typename B::real>{});
  B::abs_quantile(ctx, r, rows, double{});
};

/// The part that networks need: each kernel forward and backward. What it takes, shapes, and what it overwrites stand
/// at the record of the same name in backend/calls/.
template <class B, class S = typename B::scalar, class R = typename B::real>
concept network_backend = requires(typename B::context& ctx, index_t n, const conv2d_geometry& conv) {
  { B::conv2d_packed_size(conv) } -> std::same_as<index_t>;
  B::conv2d_pack(ctx, conv2d_pack_call<S, R>{});
  B::conv2d_forward(ctx, conv2d_call<S, R>{});
  B::conv2d_backward(ctx, conv2d_backward_call<S, R>{});
  { B::linear_packed_size(n, n) } -> std::same_as<index_t>;
  B::linear_pack(ctx, linear_pack_call<S, R>{});
  B::linear_forward(ctx, linear_call<S, R>{});
  B::linear_backward(ctx, linear_backward_call<S, R>{});
  B::time_embedding(ctx, time_embedding_call<S, R>{});
  B::embedding_forward(ctx, embedding_call<S, R>{});
  B::embedding_backward(ctx, embedding_backward_call<S, R>{});
  B::pool_forward(ctx, pool_call<S>{});
  B::pool_backward(ctx, pool_backward_call<S>{});
  B::pixel_mean_forward(ctx, pixel_mean_call<S>{});
  B::pixel_mean_backward(ctx, pixel_mean_backward_call<S>{});
  B::cross_entropy_forward(ctx, cross_entropy_call<R>{});
  B::cross_entropy_backward(ctx, cross_entropy_backward_call<R>{});
  B::group_norm_forward(ctx, group_norm_call<S, R>{});
  B::group_norm_backward(ctx, group_norm_backward_call<S, R>{});
  B::attention_forward(ctx, attention_call<S, R>{});
  B::attention_backward(ctx, attention_backward_call<S, R>{});
};

/// backend_of<Context>::type: the backend that is meant where only a context is given.
template <class Context>
struct backend_of {};

/// A backend is a type that names how it stores two kinds of numbers (scalar and real, see core/number.hpp), a context,
/// and static kernels over them. How it computes products is its own affair.
template <class B>
concept backend = elementwise_backend<B> && network_backend<B>;

}  // namespace sfumato
