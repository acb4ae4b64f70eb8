#pragma once

#include "sfumato/core/shape.hpp"

namespace sfumato::inline SFUMATO_ISA::cuda_kernels {

/// c (rows, columns) = factor op(a) op(b), or c + that, for each of `count` matrices that lie `*_step` apart; all are
/// row-major, rows `*_row` apart. a is (rows, depth), or (depth, rows) where it is transposed; b is (depth, columns),
/// or (columns, depth). Sums are real, whatever is stored.
struct matrix_product {
  index_t rows = 0, columns = 0, depth = 0;
  bool transpose_a = false, transpose_b = false;
  index_t a_row = 0, b_row = 0, c_row = 0;
  double factor = 1;
  bool accumulate = false;
  index_t count = 1, a_step = 0, b_step = 0, c_step = 0;
};

/// A convolution of x (batch, height, width, channels) with weights (out_channels, kernel, kernel, channels), the order
/// of cuDNN, into y (batch, out_height, out_width, out_channels), without anything added. Passes: forward y = x * w;
/// input_grad x = the gradient of the input; weight_grad w = that of the weights, both from the gradient y.
struct plain_convolution {
  index_t batch = 0, height = 0, width = 0, channels = 0, out_height = 0, out_width = 0, out_channels = 0;
  index_t kernel = 3, stride = 1, top = 0, bottom = 0, left = 0, right = 0;

  constexpr index_t input_size() const { return batch * height * width * channels; }
  constexpr index_t output_size() const { return batch * out_height * out_width * out_channels; }
  constexpr index_t weight_size() const { return out_channels * kernel * kernel * channels; }
};

}  // namespace sfumato::cuda_kernels
