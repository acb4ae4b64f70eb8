#pragma once

#include <cstddef>

#include "sfumato/backend/concept.hpp"
#include "sfumato/core/bf16.hpp"

// Any C++ compiler reads this, too: a kernel is then a function.
#if defined(__CUDACC__)
#define LAUNCHED(kernel) kernel<<<1, 1>>>
#else
#define __global__
#define __device__
#define LAUNCHED(kernel) kernel
#endif

namespace kernel {

/// What functors compute in: the second type, whatever an array is stored in.
template <class R, class P>
struct lane {
  P* at;
  R number;
  __device__ explicit lane(P* from) : at(from), number(static_cast<R>(*from)) {}
  __device__ void put() {
    if constexpr (!std::is_const_v<P>) *at = static_cast<P>(number);
  }
};

template <class R, class F, class... P>
__global__ void map(sfumato::index_t n, F functor, P*... data) {
  for (sfumato::index_t i = 0; i < n; ++i)
    [&](lane<R, P>... lanes) {
      functor(lanes.number...);
      (lanes.put(), ...);
    }(lane<R, P>(data + i)...);
}

template <class F>
__global__ void map_index(sfumato::index_t n, F functor) {
  for (sfumato::index_t i = 0; i < n; ++i) functor(i);
}

template <class R, class F, class... P>
__global__ void map_rows(sfumato::index_t rows, sfumato::index_t row_size, F functor, const R* coefficients,
                         sfumato::index_t coefficients_per_row, P*... data) {
  for (sfumato::index_t i = 0; i < rows * row_size; ++i)
    [&](lane<R, P>... lanes) {
      functor(coefficients + i / row_size * coefficients_per_row, lanes.number...);
      (lanes.put(), ...);
    }(lane<R, P>(data + i)...);
}

template <class R, class F, class... P>
__global__ void reduce_rows(R* out, R scale, sfumato::index_t rows, sfumato::index_t row_size, F functor,
                            const P*... data) {
  for (sfumato::index_t row = 0; row < rows; ++row) {
    R sum = 0;
    for (sfumato::index_t i = row * row_size; i < (row + 1) * row_size; ++i) sum += functor(static_cast<R>(data[i])...);
    out[row] = scale * sum;
  }
}

}  // namespace kernel

/// A backend that offers what the concept asks for and not a thing more, so that nothing above it can rely on an
/// accident of the CPU, and stores its two kinds of numbers in two types. It computes nothing that makes sense; its
/// kernels are there to compile the formulas for the device.
template <class S, class R>
struct archetype {
  using scalar = S;
  using real = R;
  struct context {};
  using index_t = sfumato::index_t;

  static void* allocate(context&, std::size_t) { return nullptr; }
  static void release(context&, void*) noexcept {}
  static void synchronize(context&) {}
  template <class N>
  static void upload(context&, N*, const N*, index_t) {}
  template <class N>
  static void download(context&, N*, const N*, index_t) {}
  template <class N>
  static void copy(context&, N*, const N*, index_t) {}
  template <class N>
  static void fill(context&, N*, index_t, N) {}

  template <class F, class... P>
  static void for_each(context&, index_t n, F functor, P*... data) {
    LAUNCHED(kernel::map<R>)(n, functor, data...);
  }
  template <class F>
  static void for_each_index(context&, index_t n, F functor) {
    LAUNCHED(kernel::map_index)(n, functor);
  }
  template <class F, class... P>
  static void for_each_row(context&, index_t rows, index_t row_size, F functor, const R* coefficients,
                           index_t coefficients_per_row, P*... data) {
    LAUNCHED(kernel::map_rows<R>)(rows, row_size, functor, coefficients, coefficients_per_row, data...);
  }
  template <class F, class... P>
  static void reduce(context&, R* out, R scale, index_t n, F functor, const P*... data) {
    LAUNCHED(kernel::reduce_rows<R>)(out, scale, index_t{1}, n, functor, data...);
  }
  template <class F, class... P>
  static void reduce_rows(context&, R* out, R scale, index_t rows, index_t row_size, F functor, const P*... data) {
    LAUNCHED(kernel::reduce_rows<R>)(out, scale, rows, row_size, functor, data...);
  }
  static void normal(context&, const sfumato::normal_call<R>&) {}
  static void note_finite(context&, const sfumato::finite_call<R>&) {}
  static void split_channels(context&, const sfumato::split_call<R>&) {}
  static void abs_quantile(context&, R*, sfumato::view<const R>, double) {}

  static index_t conv2d_packed_size(const sfumato::conv2d_geometry&) { return 0; }
  static void conv2d_pack(context&, const sfumato::conv2d_pack_call<S, R>&) {}
  static void conv2d_forward(context&, const sfumato::conv2d_call<S, R>&) {}
  static void conv2d_backward(context&, const sfumato::conv2d_backward_call<S, R>&) {}
  static index_t linear_packed_size(index_t, index_t) { return 0; }
  static void linear_pack(context&, const sfumato::linear_pack_call<S, R>&) {}
  static void linear_forward(context&, const sfumato::linear_call<S, R>&) {}
  static void linear_backward(context&, const sfumato::linear_backward_call<S, R>&) {}
  static void time_embedding(context&, const sfumato::time_embedding_call<S, R>&) {}
  static void embedding_forward(context&, const sfumato::embedding_call<S, R>&) {}
  static void embedding_backward(context&, const sfumato::embedding_backward_call<S, R>&) {}
  static void pool_forward(context&, const sfumato::pool_call<S>&) {}
  static void pool_backward(context&, const sfumato::pool_backward_call<S>&) {}
  static void pixel_mean_forward(context&, const sfumato::pixel_mean_call<S>&) {}
  static void pixel_mean_backward(context&, const sfumato::pixel_mean_backward_call<S>&) {}
  static void cross_entropy_forward(context&, const sfumato::cross_entropy_call<R>&) {}
  static void cross_entropy_backward(context&, const sfumato::cross_entropy_backward_call<R>&) {}
  static void group_norm_forward(context&, const sfumato::group_norm_call<S, R>&) {}
  static void group_norm_backward(context&, const sfumato::group_norm_backward_call<S, R>&) {}
  static void attention_forward(context&, const sfumato::attention_call<S, R>&) {}
  static void attention_backward(context&, const sfumato::attention_backward_call<S, R>&) {}
};
