#pragma once

namespace sfumato::lab {

/// Turns the first Ctrl-C (or a polite kill) into a flag, so that work can end in order; the second one ends the
/// program as usual.
class interrupt_guard {
 public:
  interrupt_guard();
  interrupt_guard(const interrupt_guard&) = delete;
  interrupt_guard& operator=(const interrupt_guard&) = delete;
  ~interrupt_guard();

  static bool requested();
};

/// What a shell expects of a program that ended by Ctrl-C.
inline constexpr int interrupted_exit = 130;

}  // namespace sfumato::lab
