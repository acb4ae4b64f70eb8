#pragma once

#include <cstdint>

#include "sfumato/backend/concept.hpp"

namespace kernel {

template <class F, class... P>
__global__ void map(sfumato::index_t n, F functor, P*... data) {
  for (sfumato::index_t i = 0; i < n; ++i) functor(data[i]...);
}

template <class T, class F, class... P>
__global__ void map_rows(sfumato::index_t rows, sfumato::index_t row_size, F functor, const T* coefficients,
                         sfumato::index_t coefficients_per_row, P*... data) {
  for (sfumato::index_t i = 0; i < rows * row_size; ++i)
    functor(coefficients + i / row_size * coefficients_per_row, data[i]...);
}

template <class T, class F, class... P>
__global__ void reduce(T* out, T scale, sfumato::index_t n, F functor, const P*... data) {
  T sum = 0;
  for (sfumato::index_t i = 0; i < n; ++i) sum += functor(data[i]...);
  *out = scale * sum;
}

}  // namespace kernel

/// A backend that offers what the concept asks for and not a thing more, so that nothing above it can rely on an
/// accident of the CPU. It computes nothing that makes sense; its kernels are there to compile the formulas for the
/// device.
template <class T>
struct archetype {
  using scalar = T;
  struct context {};

  using index_t = sfumato::index_t;
  using geometry = sfumato::conv2d_geometry;
  using epilogue = sfumato::epilogue<T>;
  using grads = sfumato::epilogue_grads<T>;
  using slot = sfumato::grad_slot<T>;

  static T* allocate(context&, index_t) { return nullptr; }
  static void release(context&, T*) noexcept {}
  static void upload(context&, T*, const T*, index_t) {}
  static void download(context&, T*, const T*, index_t) {}
  static void fill(context&, T*, index_t, T) {}

  template <class F, class... P>
  static void for_each(context&, index_t n, F functor, P*... data) {
    kernel::map<<<1, 1>>>(n, functor, data...);
  }
  template <class F, class... P>
  static void for_each_row(context&, index_t rows, index_t row_size, F functor, const T* coefficients,
                           index_t coefficients_per_row, P*... data) {
    kernel::map_rows<<<1, 1>>>(rows, row_size, functor, coefficients, coefficients_per_row, data...);
  }
  template <class F, class... P>
  static void reduce(context&, T* out, T scale, index_t n, F functor, const P*... data) {
    kernel::reduce<<<1, 1>>>(out, scale, n, functor, data...);
  }
  static bool is_finite(context&, const T*, index_t) { return true; }
  static void fill_normal(context&, sfumato::view<T>, std::uint64_t, std::uint32_t, std::uint32_t) {}
  static void abs_quantile(context&, T*, sfumato::view<const T>, double) {}

  static index_t conv2d_packed_size(const geometry&) { return 0; }
  static void conv2d_pack(context&, const geometry&, const T*, T*) {}
  static void conv2d_forward(context&, const geometry&, const T*, const T*, const T*, const epilogue&, T*) {}
  static void conv2d_backward(context&, const geometry&, const T*, const T*, const T*, sfumato::activation, const T*,
                              T*, slot, slot, const grads&) {}
  static index_t linear_packed_size(index_t, index_t) { return 0; }
  static void linear_pack(context&, index_t, index_t, const T*, T*) {}
  static void linear_forward(context&, index_t, index_t, index_t, const T*, const T*, const epilogue&, T*) {}
  static void linear_backward(context&, index_t, index_t, index_t, const T*, const T*, sfumato::activation, const T*,
                              T*, slot, const grads&) {}
  static void time_embedding(context&, const sfumato::time_embedding_options&, sfumato::view<const T>, T*) {}
  static void embedding_forward(context&, index_t, index_t, index_t, const T*, const T*, const T*, T*) {}
  static void embedding_backward(context&, index_t, index_t, index_t, const T*, const T*, slot, slot) {}
  static void pool_forward(context&, sfumato::pooling, const sfumato::shape&, const T*, T*) {}
  static void pool_backward(context&, sfumato::pooling, const sfumato::shape&, const T*, const T*, const T*, slot) {}
  static void upsample_forward(context&, const sfumato::shape&, const T*, T*) {}
  static void upsample_backward(context&, const sfumato::shape&, const T*, slot) {}
  static void group_norm_forward(context&, const sfumato::group_norm_geometry&, const T*, const T*, const T*, const T*,
                                 sfumato::activation, T*, T*) {}
  static void group_norm_backward(context&, const sfumato::group_norm_geometry&, const T*, const T*, const T*, const T*,
                                  sfumato::activation, const T*, T*, slot, slot, slot, slot) {}
  static void softmax_forward(context&, index_t, index_t, const T*, T*) {}
  static void softmax_backward(context&, index_t, index_t, const T*, const T*, slot) {}
  static void attention_forward(context&, const sfumato::attention_geometry&, const T*, const T*, const T*, T*, T*) {}
  static void attention_backward(context&, const sfumato::attention_geometry&, const T*, const T*, const T*, const T*,
                                 const T*, slot, slot, slot) {}
};
