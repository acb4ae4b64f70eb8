#pragma once

#include "sfumato/ops/group_norm.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Group normalisation, with an activation on request; parameters `weight`, `bias`.
template <backend B>
struct group_norm {
  using T = typename B::real;
  parameter<T> weight, bias;
  index_t groups;
  double eps;

  constexpr explicit group_norm(index_t channels, index_t groups_ = 32, double eps_ = 1e-6)
      : weight{{channels}, parameter_role::norm_weight},
        bias{{channels}, parameter_role::norm_bias},
        groups(groups_),
        eps(eps_) {}

  constexpr void visit(auto&& v) {
    v("weight", weight);
    v("bias", bias);
  }

  /// second: more channels behind those of x, or empty. modulation: a scale and a shift for each channel of an image,
  /// or empty (ops::group_norm).
  value operator()(graph<B>& g, value x, activation act = activation::none, value second = {},
                   value modulation = {}) const {
    return ops::group_norm(g, x, g(weight), g(bias),
                           {.groups = groups, .eps = eps, .act = act, .second = second, .modulation = modulation});
  }
};

}  // namespace sfumato
