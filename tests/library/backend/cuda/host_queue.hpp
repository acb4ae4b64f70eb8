#pragma once

#include <cstring>
#include <memory>
#include <vector>

#include "sfumato/backend/cuda/blocks_backend.hpp"
#include "sfumato/backend/cuda/host_block.hpp"

namespace sfumato_test {

using namespace sfumato;

/// What the CUDA backend's functions ask of a context, on the host: kernels run at once, with so many threads a block;
/// what libraries do on a GPU is done by plain loops, summed in double.
class host_queue {
 public:
  explicit host_queue(index_t threads = 1) : threads_(threads) {}

  template <class Body>
  void launch(const char*, const Body& body, index_t blocks) {
    cuda_kernels::run_on_host(body, blocks, threads_);
  }
  std::byte* scratch(std::size_t bytes) {
    scratch_.assign(bytes / sizeof(line) + 1, line{});
    std::memset(scratch_.data(), 0xff, scratch_.size() * sizeof(line));  // NaN, should anybody read it
    return scratch_[0].bytes;
  }
  static void upload(void* to, const void* from, std::size_t bytes) { std::memcpy(to, from, bytes); }
  static void download(void* to, const void* from, std::size_t bytes) { std::memcpy(to, from, bytes); }
  static void copy(void* to, const void* from, std::size_t bytes) { std::memcpy(to, from, bytes); }
  static void synchronize() {}
  static void* allocate(std::size_t bytes) { return ::operator new(bytes, std::align_val_t(64)); }
  static void release(void* memory) noexcept { ::operator delete(memory, std::align_val_t(64)); }

  template <class A, class W, class C>
  static void multiply(const char*, const cuda_kernels::matrix_product& p, const A* a, const W* b, C* c) {
    for (index_t k = 0; k < p.count; ++k)
      for (index_t i = 0; i < p.rows; ++i)
        for (index_t j = 0; j < p.columns; ++j) {
          double sum = 0;
          for (index_t d = 0; d < p.depth; ++d)
            sum += number(a[k * p.a_step + (p.transpose_a ? d * p.a_row + i : i * p.a_row + d)]) *
                   number(b[k * p.b_step + (p.transpose_b ? j * p.b_row + d : d * p.b_row + j)]);
          C& out = c[k * p.c_step + i * p.c_row + j];
          out = static_cast<C>(p.factor * sum + (p.accumulate ? number(out) : 0));
        }
  }

  template <class S>
  static void convolve(const char*, const cuda_kernels::plain_convolution& conv, const S* x, const S* w, S* y) {
    std::vector<double> sums(static_cast<std::size_t>(conv.output_size()));
    each_product(conv, [&](index_t at_x, index_t at_w, index_t at_y) {
      sums[static_cast<std::size_t>(at_y)] += number(x[at_x]) * number(w[at_w]);
    });
    store(sums, y);
  }
  template <class S>
  static void convolve_input_grad(const char*, const cuda_kernels::plain_convolution& conv, const S* upper, const S* w,
                                  S* x_grad) {
    std::vector<double> sums(static_cast<std::size_t>(conv.input_size()));
    each_product(conv, [&](index_t at_x, index_t at_w, index_t at_y) {
      sums[static_cast<std::size_t>(at_x)] += number(upper[at_y]) * number(w[at_w]);
    });
    store(sums, x_grad);
  }
  template <class S>
  static void convolve_weight_grad(const char*, const cuda_kernels::plain_convolution& conv, const S* x, const S* upper,
                                   S* w_grad) {
    std::vector<double> sums(static_cast<std::size_t>(conv.weight_size()));
    each_product(conv, [&](index_t at_x, index_t at_w, index_t at_y) {
      sums[static_cast<std::size_t>(at_w)] += number(x[at_x]) * number(upper[at_y]);
    });
    store(sums, w_grad);
  }

 private:
  struct alignas(64) line {
    std::byte bytes[64];
  };

  template <class N>
  static double number(const N& x) {
    return static_cast<double>(x);
  }
  template <class S>
  static void store(const std::vector<double>& sums, S* to) {
    for (const double sum : sums) *to++ = static_cast<S>(sum);
  }
  /// f(index of x, of w, of y) for each product of a convolution.
  template <class F>
  static void each_product(const cuda_kernels::plain_convolution& g, F&& f) {
    for (index_t n = 0; n < g.batch; ++n)
      for (index_t pixel = 0; pixel < g.out_height * g.out_width; ++pixel)
        for (index_t tap = 0; tap < g.kernel * g.kernel; ++tap) {
          const index_t row = pixel / g.out_width * g.stride + tap / g.kernel - g.top,
                        column = pixel % g.out_width * g.stride + tap % g.kernel - g.left;
          if (row < 0 || row >= g.height || column < 0 || column >= g.width) continue;
          for (index_t o = 0; o < g.out_channels; ++o)
            for (index_t c = 0; c < g.channels; ++c)
              f(((n * g.height + row) * g.width + column) * g.channels + c,
                (o * g.kernel * g.kernel + tap) * g.channels + c,
                (n * g.out_height * g.out_width + pixel) * g.out_channels + o);
        }
  }

  index_t threads_;
  std::vector<line> scratch_;
};

/// The CUDA backend with everything but the GPU.
template <class S>
using host_cuda = cuda_kernels::blocks_backend<S, host_queue>;

static_assert(cuda_kernels::launcher<host_queue>);
static_assert(backend<host_cuda<float>> && backend<host_cuda<double>> && backend<host_cuda<bf16>>);

}  // namespace sfumato_test
