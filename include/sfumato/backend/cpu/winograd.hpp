#pragma once

#include "sfumato/backend/cpu/simd.hpp"

namespace sfumato::inline SFUMATO_ISA::cpu_kernels {

/// Winograd's F(4x4,3x3) (Lavin and Gray 2016, sections 4.1 and 4.3): 4x4 outputs y of a 3x3 convolution with weights g
/// from a 6x6 piece d of the image, by 36 multiplications where the definition takes 144:
///
///   y = A' [ (G g G') * (B' d B) ] A       (* element by element, ' transposed)
///
///        4  0 -5  0  1  0            1/4     0    0             1  1  1  1  1  0
///        0 -4 -4  1  1  0           -1/6  -1/6 -1/6        A' = 0  1 -1  2 -2  0
///   B' = 0  4 -4 -1  1  0       G = -1/6   1/6 -1/6             0  1  1  4  4  0
///        0 -2 -1  2  1  0           1/24  1/12  1/6             0  1 -1  8 -8  1
///        0  2 -1 -2  1  0           1/24 -1/12  1/6
///        0  4  0 -5  0  1              0     0    1
///
/// All transforms are linear, so channels may be added up between them: there the product of each of the 36 positions
/// is one of matrices. The price is a decimal digit: the matrices' entries up to 8 make and then cancel larger numbers.
///
/// Here are the products with one matrix, for lanes V of channels; a square is multiplied row by row, then column by
/// column.
struct winograd {
  static constexpr index_t outputs = 4, inputs = 6, positions = inputs * inputs;

  /// to = B' d
  template <class V>
  static SFUMATO_ALWAYS_INLINE void of_input(const V (&d)[6], V (&to)[6]) {
    const V four(4), five(5), two(2);
    const V even = d[4] - four * d[2], odd = d[3] - four * d[1], close = d[4] - d[2], apart = two * (d[3] - d[1]);
    to[0] = four * d[0] - five * d[2] + d[4];
    to[1] = even + odd;
    to[2] = even - odd;
    to[3] = close + apart;
    to[4] = close - apart;
    to[5] = four * d[1] - five * d[3] + d[5];
  }

  /// to = G g
  template <class V>
  static SFUMATO_ALWAYS_INLINE void of_weights(const V (&g)[3], V (&to)[6]) {
    const V ends = g[0] + g[2], quarter = g[0] / V(4) + g[2], middle = g[1] / V(2);
    to[0] = g[0] / V(4);
    to[1] = -(ends + g[1]) / V(6);
    to[2] = (g[1] - ends) / V(6);
    to[3] = (quarter + middle) / V(6);
    to[4] = (quarter - middle) / V(6);
    to[5] = g[2];
  }

  /// to = A' m
  template <class V>
  static SFUMATO_ALWAYS_INLINE void of_products(const V (&m)[6], V (&to)[4]) {
    const V sum1 = m[1] + m[2], apart1 = m[1] - m[2], sum2 = m[3] + m[4], apart2 = m[3] - m[4];
    to[0] = m[0] + sum1 + sum2;
    to[1] = apart1 + V(2) * apart2;
    to[2] = sum1 + V(4) * sum2;
    to[3] = apart1 + V(8) * apart2 + m[5];
  }
};

}  // namespace sfumato::cpu_kernels
