#pragma once

#include <vector>

#include "sfumato/backend/cpu/cpu.hpp"

namespace sfumato_test {

struct backend_counts {
  long uploads = 0, downloads = 0, waits = 0, allocations = 0, kernels = 0;
  friend bool operator==(const backend_counts&, const backend_counts&) = default;
};

/// The CPU backend, counting what a device would have to wait for or be sent, and noting every address that a kernel is
/// given: in steps of one kind these must be the same.
struct counting_backend : sfumato::cpu<float> {
  using base = sfumato::cpu<float>;
  using index_t = sfumato::index_t;

  static inline backend_counts seen;
  static inline std::vector<const void*> addresses;

  static void forget() {
    seen = {};
    addresses.clear();
  }

  static void* allocate(context& ctx, std::size_t bytes) {
    ++seen.allocations;
    return base::allocate(ctx, bytes);
  }
  static void synchronize(context&) { ++seen.waits; }
  template <class N>
  static void upload(context& ctx, N* to, const N* host, index_t n) {
    ++seen.uploads;
    base::upload(ctx, to, host, n);
  }
  template <class N>
  static void download(context& ctx, N* host, const N* from, index_t n) {
    ++seen.downloads;
    base::download(ctx, host, from, n);
  }

  template <class N>
  static void copy(context& ctx, N* to, const N* from, index_t n) {
    note(to, from);
    base::copy(ctx, to, from, n);
  }
  template <class N>
  static void fill(context& ctx, N* to, index_t n, N value) {
    note(to);
    base::fill(ctx, to, n, value);
  }
  template <class F, class... P>
  static void for_each(context& ctx, index_t n, F functor, P*... data) {
    note(data...);
    base::for_each(ctx, n, functor, data...);
  }
  template <class F>
  static void for_each_index(context& ctx, index_t n, F functor) {
    note();
    base::for_each_index(ctx, n, functor);
  }
  template <class F, class... P>
  static void for_each_row(context& ctx, index_t rows, index_t size, F functor, const float* coefficients, index_t k,
                           P*... data) {
    note(coefficients, data...);
    base::for_each_row(ctx, rows, size, functor, coefficients, k, data...);
  }
  template <class F, class... P>
  static void reduce(context& ctx, float* out, float scale, index_t n, F functor, const P*... data) {
    note(out, data...);
    base::reduce(ctx, out, scale, n, functor, data...);
  }
  template <class F, class... P>
  static void reduce_rows(context& ctx, float* out, float scale, index_t rows, index_t size, F functor,
                          const P*... data) {
    note(out, data...);
    base::reduce_rows(ctx, out, scale, rows, size, functor, data...);
  }
  static void normal(context& ctx, const sfumato::normal_call<float>& call) {
    note(call.x.data, call.step);
    base::normal(ctx, call);
  }
  static void note_finite(context& ctx, const sfumato::finite_call<float>& call) {
    note(call.flag, call.step, call.x);
    base::note_finite(ctx, call);
  }
  static void split_channels(context& ctx, const sfumato::split_call<float>& call) {
    note(call.x, call.first, call.second);
    base::split_channels(ctx, call);
  }
  static void abs_quantile(context& ctx, float* out, sfumato::view<const float> x, double ratio) {
    note(out, x.data);
    base::abs_quantile(ctx, out, x, ratio);
  }
  static void conv2d_forward(context& ctx, const sfumato::conv2d_call<float, float>& call) {
    note(call.x0, call.x1, call.packed, call.y);
    base::conv2d_forward(ctx, call);
  }
  static void conv2d_backward(context& ctx, const sfumato::conv2d_backward_call<float, float>& call) {
    note(call.of.x0, call.of.x1, call.weight, call.upper, call.x0_grad.data, call.weight_grad.data);
    base::conv2d_backward(ctx, call);
  }
  static void linear_forward(context& ctx, const sfumato::linear_call<float, float>& call) {
    note(call.x, call.packed, call.y);
    base::linear_forward(ctx, call);
  }
  static void linear_backward(context& ctx, const sfumato::linear_backward_call<float, float>& call) {
    note(call.of.x, call.weight, call.upper, call.x_grad.data, call.weight_grad.data);
    base::linear_backward(ctx, call);
  }
  static void pool_forward(context& ctx, const sfumato::pool_call<float>& call) {
    note(call.x, call.y);
    base::pool_forward(ctx, call);
  }
  static void pool_backward(context& ctx, const sfumato::pool_backward_call<float>& call) {
    note(call.of.x, call.of.y, call.upper, call.x_grad.data);
    base::pool_backward(ctx, call);
  }
  static void pixel_mean_forward(context& ctx, const sfumato::pixel_mean_call<float>& call) {
    note(call.x, call.y);
    base::pixel_mean_forward(ctx, call);
  }
  static void pixel_mean_backward(context& ctx, const sfumato::pixel_mean_backward_call<float>& call) {
    note(call.upper, call.x_grad.data);
    base::pixel_mean_backward(ctx, call);
  }
  static void cross_entropy_forward(context& ctx, const sfumato::cross_entropy_call<float>& call) {
    note(call.x, call.labels, call.losses);
    base::cross_entropy_forward(ctx, call);
  }
  static void cross_entropy_backward(context& ctx, const sfumato::cross_entropy_backward_call<float>& call) {
    note(call.of.x, call.of.labels, call.upper, call.x_grad.data);
    base::cross_entropy_backward(ctx, call);
  }
  static void time_embedding(context& ctx, const sfumato::time_embedding_call<float, float>& call) {
    note(call.times, call.y);
    base::time_embedding(ctx, call);
  }

 private:
  static void note(const auto*... at) {
    ++seen.kernels;
    (addresses.push_back(at), ...);
  }
};

static_assert(sfumato::backend<counting_backend>);

}  // namespace sfumato_test
