#pragma once

#include <concepts>
#include <cstdint>

#include "sfumato/backend/attention_geometry.hpp"
#include "sfumato/backend/conv2d_geometry.hpp"
#include "sfumato/backend/group_norm_geometry.hpp"
#include "sfumato/core/view.hpp"
#include "sfumato/math/activation.hpp"
#include "sfumato/math/time_embedding.hpp"

namespace sfumato {

/// What an operation adds behind its sums: y = activation(sum + bias + row of its image + residual). Null is absent.
template <class T>
struct epilogue {
  const T* bias = nullptr;
  const T* row = nullptr;
  const T* residual = nullptr;
  activation act = activation::none;
  /// Where to keep the value before the activation, for backward passes that need it (silu).
  T* before = nullptr;
};

/// Where a backward pass writes one gradient: absent when null; over what is there, or on top of it.
template <class T>
struct grad_slot {
  T* data = nullptr;
  bool accumulate = false;
  explicit operator bool() const { return data != nullptr; }
};

/// All gradients of a fused convolution or linear layer.
template <class T>
struct epilogue_grads {
  grad_slot<T> weight, bias, row, residual;
};

/// What stands for a 2x2 window.
enum class pooling { max, average };

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

/// The part of a backend that moves memory and maps functors over arrays: enough for solvers and optimizers.
template <class B>
concept elementwise_backend = requires(typename B::context& ctx, typename B::scalar* p, const typename B::scalar* c,
                                       typename B::scalar s, index_t n, view<typename B::scalar> v,
                                       view<const typename B::scalar> cv) {
  { B::allocate(ctx, n) } -> std::same_as<typename B::scalar*>;
  B::release(ctx, p);
  B::upload(ctx, p, c, n);
  B::download(ctx, p, c, n);
  B::fill(ctx, p, n, s);
  B::for_each(ctx, n, any_functor{}, p, c);
  B::for_each_row(ctx, n, n, any_functor{}, c, n, p, c);
  B::reduce(ctx, p, s, n, any_reduction{}, c, c);
  { B::is_finite(ctx, c, n) } -> std::same_as<bool>;
  B::fill_normal(ctx, v, std::uint64_t{}, std::uint32_t{}, std::uint32_t{});
  B::abs_quantile(ctx, p, cv, double{});
};

/// The part that networks need: each kernel forward and backward. Shapes and layouts stand at the ops.
template <class B>
concept network_backend = requires(typename B::context& ctx, typename B::scalar* p, const typename B::scalar* c,
                                   index_t n, const conv2d_geometry& conv, epilogue<typename B::scalar> tail,
                                   activation act, grad_slot<typename B::scalar> slot,
                                   epilogue_grads<typename B::scalar> grads, const shape& extent, pooling kind,
                                   const time_embedding_options& time, view<const typename B::scalar> cv,
                                   const group_norm_geometry& norm, const attention_geometry& attention) {
  { B::conv2d_packed_size(conv) } -> std::same_as<index_t>;
  B::conv2d_pack(ctx, conv, c, p);
  B::conv2d_forward(ctx, conv, c, c, c, tail, p);
  B::conv2d_backward(ctx, conv, c, c, c, act, c, p, slot, slot, grads);
  { B::linear_packed_size(n, n) } -> std::same_as<index_t>;
  B::linear_pack(ctx, n, n, c, p);
  B::linear_forward(ctx, n, n, n, c, c, tail, p);
  B::linear_backward(ctx, n, n, n, c, c, act, c, p, slot, grads);
  B::time_embedding(ctx, time, cv, p);
  B::embedding_forward(ctx, n, n, n, c, c, c, p);
  B::embedding_backward(ctx, n, n, n, c, c, slot, slot);
  B::pool_forward(ctx, kind, extent, c, p);
  B::pool_backward(ctx, kind, extent, c, c, c, slot);
  B::upsample_forward(ctx, extent, c, p);
  B::upsample_backward(ctx, extent, c, slot);
  B::group_norm_forward(ctx, norm, c, c, c, c, act, p, p);
  B::group_norm_backward(ctx, norm, c, c, c, c, act, c, p, slot, slot, slot, slot);
  B::softmax_forward(ctx, n, n, c, p);
  B::softmax_backward(ctx, n, n, c, c, slot);
  B::attention_forward(ctx, attention, c, c, c, p, p);
  B::attention_backward(ctx, attention, c, c, c, c, c, slot, slot, slot);
};

/// A backend is a type that names a scalar, a context and static kernels over them.
template <class B>
concept backend = elementwise_backend<B> && network_backend<B>;

}  // namespace sfumato
