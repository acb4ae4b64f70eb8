#pragma once

#include <vector>

#include "sfumato/core/random.hpp"
#include "sfumato/math/squared_error.hpp"
#include "sfumato/tensor/graph.hpp"

namespace sfumato_test {

using namespace sfumato;

/// Numbers that differ from each other, uniform in (-1,1).
template <class T>
std::vector<T> some_numbers(index_t n, std::uint32_t seed) {
  random_sequence random({seed, 0, 0});
  std::vector<T> numbers(static_cast<std::size_t>(n));
  for (T& x : numbers) x = static_cast<T>(random.uniform(-1, 1));
  return numbers;
}

/// A loss whose gradient with respect to y is known: the sum of y times weights. The weights must outlive the pass.
template <backend B, class Handle>
real_value weighted_sum(graph<B>& g, Handle y, const typename B::real* weights) {
  using T = typename B::real;
  using Y = stored_t<B, Handle::kind>;
  const index_t n = g.shape_of(y).size();
  const real_value sum = g.make_real({1}, {y});
  g.run([&] { B::reduce(g.ctx(), g.data(sum), T(1), n, product{}, static_cast<const Y*>(g.data(y)), weights); });
  g.record(sum, [=](graph<B>& t) {
    if (const auto slot = t.grad_for(y))
      for (index_t i = 0; i < n; ++i)
        slot.data[i] =
            static_cast<Y>((slot.accumulate ? static_cast<T>(slot.data[i]) : T(0)) + weights[i] * *t.grad(sum));
  });
  return sum;
}

}  // namespace sfumato_test
