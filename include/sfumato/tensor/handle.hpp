#pragma once

#include <type_traits>

#include "sfumato/core/config.hpp"
#include "sfumato/core/number.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// A tensor within a graph, by number, with the kind of its numbers in its type: what is an activation cannot be taken
/// for a parameter, on any backend. Cheap to copy; valid until the graph is rewound. Empty when default-made.
template <number Kind>
struct handle {
  static constexpr number kind = Kind;
  int id = -1;

  constexpr handle() = default;
  explicit constexpr handle(int number_in_graph) : id(number_in_graph) {}
  template <class Other>
  requires(Other::kind != Kind) constexpr handle(Other) {
    static_assert(
        Other::kind == Kind,
        "a handle of another kind: value holds activations (scalar), real_value parameters, times, images and "
        "losses (real), whole_value labels; ops::to_scalar and ops::to_real go from one to the other");
  }

  explicit constexpr operator bool() const { return id >= 0; }
};

struct value : handle<number::scalar> {
  using handle::handle;
};
struct real_value : handle<number::real> {
  using handle::handle;
};
struct whole_value : handle<number::whole> {
  using handle::handle;
};

/// A handle whose kind no longer matters.
struct any_value {
  int id = -1;

  constexpr any_value() = default;
  template <number Kind>
  constexpr any_value(handle<Kind> of) : id(of.id) {}
};

}  // namespace sfumato
