#pragma once

#include "sfumato/backend/calls/tail.hpp"
#include "sfumato/backend/cuda/numbers.hpp"
#include "sfumato/backend/cuda/sums.hpp"

namespace sfumato::inline SFUMATO_ISA::cuda_kernels {

/// What is added behind the sums of a convolution or a linear map: y = act(sums + bias + row of its image + residual).
/// P stores the sums: reals, or scalars in place of y.
template <class P, class S, class R>
struct tail_body {
  index_t rows, columns, rows_per_image;
  const P* sums;
  tail_terms<S, R> tail;
  S* y;

  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B& b) const {
    each_of_all(b, rows * columns, [&](index_t i) {
      const index_t row = i / columns, c = i % columns;
      R z = static_cast<R>(sums[i]);
      if (tail.bias) z += tail.bias[c];
      if (tail.row) z += static_cast<R>(tail.row[row / rows_per_image * columns + c]);
      if (tail.residual) z += static_cast<R>(tail.residual[i]);
      if (tail.before) tail.before[i] = static_cast<S>(z);
      y[i] = static_cast<S>(activate(tail.act, z));
    });
  }
};

/// The gradient of y becomes that of the value before the activation, in place, and is added to the residual's; its
/// sums over each image, (batch, columns), go into `image_sums` and to the row. A block for each image.
template <class S, class R>
struct tail_backward_body {
  index_t batch, rows_per_image, columns;
  activation act;
  const S* kept;  ///< what slopes are read from; null without an activation
  S* upper;
  grad_slot<S> residual_grad, row_grad;
  R* image_sums;

  static constexpr std::size_t shared_bytes() { return bytes_of_sums<1>(); }

  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B& b) const {
    for (index_t image = b.index(); image < batch; image += b.blocks()) {
      const index_t first = image * rows_per_image * columns;
      sum_columns<R, 1>(
          b, b.shared(), rows_per_image, columns,
          [&](index_t row, index_t c) {
            const index_t i = first + row * columns + c;
            R dz = static_cast<R>(upper[i]);
            if (act != activation::none) {
              dz *= activation_slope(act, static_cast<R>(kept[i]));
              upper[i] = static_cast<S>(dz);
            }
            put(residual_grad, i, dz);
            return several<R, 1>{{dz}};
          },
          [&](index_t c, const several<double, 1>& sum) {
            const R of_image = static_cast<R>(sum.at[0]);
            image_sums[image * columns + c] = of_image;
            put(row_grad, image * columns + c, of_image);
          });
    }
  }
};

}  // namespace sfumato::cuda_kernels
