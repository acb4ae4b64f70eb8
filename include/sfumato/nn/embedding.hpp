#pragma once

#include "sfumato/ops/embedding.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// A table of learned rows; parameter `weight` (rows, features).
template <backend B>
struct embedding {
  using T = typename B::real;
  parameter<T> weight;

  constexpr embedding(index_t rows, index_t features) : weight{{rows, features}, parameter_role::embedding, features} {}

  constexpr index_t rows() const { return weight.extent[0]; }
  constexpr void visit(auto&& v) { v("weight", weight); }

  /// Row labels[n] of the table added to row n of x: labels (N), x (N,features).
  value operator()(graph<B>& g, whole_value labels, value x) const {
    return ops::add_embedding(g, x, labels, g(weight));
  }
};

}  // namespace sfumato
