#pragma once

#include <type_traits>

#include "sfumato/backend/calls/linear.hpp"
#include "sfumato/backend/cuda/kernels/group_norm_backward.hpp"
#include "sfumato/backend/cuda/kernels/map.hpp"
#include "sfumato/backend/cuda/kernels/tail.hpp"
#include "sfumato/backend/cuda/launcher.hpp"
#include "sfumato/math/arithmetic.hpp"

namespace sfumato::inline SFUMATO_ISA::cuda_kernels {

/// Linear maps: a product of a library, then what is added behind it. Packed weights are the weights as scalars.
template <class S, class Context, class R = arithmetic_t<S>>
struct cuda_linear {
  static index_t linear_packed_size(index_t in, index_t out) { return in * out; }
  static void linear_pack(Context& ctx, const linear_pack_call<S, R>& call) {
    store(ctx, call.in * call.out, call.weight, call.packed);
  }

  static void linear_forward(Context& ctx, const linear_call<S, R>& call) {
    const index_t n = call.rows * call.out;
    if (n == 0) return;
    const matrix_product xw{.rows = call.rows,
                            .columns = call.out,
                            .depth = call.in,
                            .a_row = call.in,
                            .b_row = call.out,
                            .c_row = call.out};
    // Sums stay real until all is added.
    if constexpr (std::is_same_v<S, R>) {
      ctx.multiply("linear_forward", xw, call.x, call.packed, call.y);
      add_tail<S>(ctx, call, call.y);
    } else {
      R* sums = cut(ctx.scratch(cut::size<R>(n))).template take<R>(n);
      ctx.multiply("linear_forward", xw, call.x, call.packed, sums);
      add_tail<R>(ctx, call, sums);
    }
  }

  static void linear_backward(Context& ctx, const linear_backward_call<S, R>& call) {
    const linear_call<S, R>& of = call.of;
    if (of.rows * of.out == 0) return;
    const index_t image_sums = of.batch * of.out, weights = of.in * of.out;
    cut memory(ctx.scratch(cut::size<R>(image_sums) + cut::size<S>(weights)));
    R* sums = memory.take<R>(image_sums);
    S* weight = memory.take<S>(weights);
    grad_slot<S> x_grad = call.x_grad, residual_grad = call.residual_grad;
    settle(residual_grad, x_grad);
    ctx.launch("linear_backward",
               tail_backward_body<S, R>{of.batch,
                                        of.rows / of.batch,
                                        of.out,
                                        of.tail.act,
                                        of.tail.kept(of.y),
                                        call.upper,
                                        call.residual_grad,
                                        {},
                                        sums},
               one_block_each(of.batch));
    if (call.bias_grad)
      ctx.launch("linear_backward", sum_over_batch_body<R, R>(of.batch, of.out, sums, call.bias_grad),
                 blocks_for(of.out));
    if (x_grad) {
      store(ctx, weights, call.weight, weight);
      ctx.multiply("linear_backward",
                   matrix_product{.rows = of.rows,
                                  .columns = of.in,
                                  .depth = of.out,
                                  .transpose_b = true,
                                  .a_row = of.out,
                                  .b_row = of.out,
                                  .c_row = of.in,
                                  .accumulate = x_grad.accumulate},
                   static_cast<const S*>(call.upper), static_cast<const S*>(weight), x_grad.data);
    }
    if (call.weight_grad)
      ctx.multiply("linear_backward",
                   matrix_product{.rows = of.in,
                                  .columns = of.out,
                                  .depth = of.rows,
                                  .transpose_a = true,
                                  .a_row = of.in,
                                  .b_row = of.out,
                                  .c_row = of.out,
                                  .accumulate = call.weight_grad.accumulate},
                   of.x, static_cast<const S*>(call.upper), call.weight_grad.data);
  }

 private:
  template <class P>
  static void add_tail(Context& ctx, const linear_call<S, R>& call, const P* sums) {
    ctx.launch("linear_forward", tail_body<P, S, R>{call.rows, call.out, 1, sums, call.tail, call.y},
               blocks_for(call.rows * call.out));
  }
  static void store(Context& ctx, index_t n, const R* from, S* to) {
    if (n > 0)
      ctx.launch("pack", map_body<R, assignment, S, const R>{n, {false}, arrays<S, const R>(to, from)}, blocks_for(n));
  }
};

}  // namespace sfumato::cuda_kernels
