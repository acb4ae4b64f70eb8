#pragma once

#include <vector>

#include "sfumato/backend/cpu/elementwise.hpp"
#include "sfumato/backend/cpu/memory.hpp"
#include "sfumato/tensor/parameter.hpp"

namespace sfumato_test {

using namespace sfumato;

/// The elementwise part of the CPU backend: all that optimizers may use.
template <class T>
struct elementwise_cpu : cpu_kernels::cpu_memory<T>, cpu_kernels::cpu_elementwise<T> {
  using scalar = T;
  using real = T;
  using context = cpu_context;
};

/// A module of two arrays.
template <class T>
struct array_module {
  parameter<T> a, b;

  explicit array_module(index_t size_a, index_t size_b = 0) : a{{size_a}}, b{{size_b}} {}
  void visit(auto&& v) {
    v("a", a);
    v("b", b);
  }
};

/// Its slab, with vectors in and out.
template <class T>
struct array_slab {
  using B = elementwise_cpu<T>;

  cpu_context ctx{2};
  array_module<T> module;
  parameter_slab<B> slab;

  explicit array_slab(index_t size_a, index_t size_b = 0) : module(size_a, size_b), slab(ctx, module) {}

  static void put(const std::vector<T>& from, T* to) { std::copy(from.begin(), from.end(), to); }
  static std::vector<T> get(const T* from, index_t n) { return {from, from + n}; }
  void put_values(const std::vector<T>& from) { put(from, slab.values()); }
  void put_grads(const std::vector<T>& from) { put(from, slab.grads()); }
  std::vector<T> values() { return get(slab.values(), slab.size()); }
  std::vector<T> grads() { return get(slab.grads(), slab.size()); }
};

/// Numbers that differ from each other, in (-1,1).
template <class T>
std::vector<T> some_numbers(index_t n, std::uint64_t seed) {
  random_sequence random({seed, 0, 0});
  std::vector<T> numbers(static_cast<std::size_t>(n));
  for (T& x : numbers) x = static_cast<T>(random.uniform(-1, 1));
  return numbers;
}

}  // namespace sfumato_test
