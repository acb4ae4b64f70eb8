#pragma once

#include "sfumato/backend/cuda/block.hpp"
#include "sfumato/backend/cuda/numbers.hpp"

namespace sfumato::inline SFUMATO_ISA::cuda_kernels {

/// Pointers to numbers of any types, to be held by a kernel: with(f) calls f(all of them). A tuple would do the same
/// and takes nvcc longer to read.
template <class... P>
struct arrays;
template <>
struct arrays<> {
  template <class F, class... Seen>
  SFUMATO_HOST_DEVICE void with(F&& f, Seen*... seen) const {
    f(seen...);
  }
};
template <class P, class... Rest>
struct arrays<P, Rest...> {
  P* first;
  arrays<Rest...> rest;

  SFUMATO_HOST_DEVICE explicit constexpr arrays(P* one, Rest*... others) : first(one), rest{others...} {}
  template <class F, class... Seen>
  SFUMATO_HOST_DEVICE void with(F&& f, Seen*... seen) const {
    rest.with(f, seen..., first);
  }
};

/// functor(a[i], b[i], ...) for i in [0,n).
template <class R, class F, class... P>
struct map_body {
  index_t n;
  F functor;
  arrays<P...> data;

  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B& b) const {
    const F& f = functor;
    data.with([&](auto*... all) {
      each_of_all(b, n, [&](index_t i) {
        const auto one = [&](auto... cells) {
          f(cells.number...);
          (cells.put(), ...);
        };
        one(cell<R, std::remove_pointer_t<decltype(all)>>(all + i)...);
      });
    });
  }
};

/// functor(i) for i in [0,n).
template <class F>
struct map_index_body {
  index_t n;
  F functor;

  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B& b) const {
    each_of_all(b, n, [&](index_t i) { functor(i); });
  }
};

/// functor(coefficients + row k, a[i], ...) over rows of row_size.
template <class R, class F, class... P>
struct map_rows_body {
  index_t n, row_size;
  F functor;
  const R* coefficients;
  index_t per_row;
  arrays<P...> data;

  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B& b) const {
    const F& f = functor;
    data.with([&](auto*... all) {
      each_of_all(b, n, [&](index_t i) {
        const auto one = [&](auto... cells) {
          f(coefficients + i / row_size * per_row, cells.number...);
          (cells.put(), ...);
        };
        one(cell<R, std::remove_pointer_t<decltype(all)>>(all + i)...);
      });
    });
  }
};

/// to[i] = value.
template <class N>
struct fill_body {
  index_t n;
  N* to;
  N value;

  template <block B>
  SFUMATO_HOST_DEVICE void operator()(const B& b) const {
    each_of_all(b, n, [&](index_t i) { to[i] = value; });
  }
};

}  // namespace sfumato::cuda_kernels
