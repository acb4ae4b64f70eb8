#pragma once

#include <signal.h>

#include <string>

#include "messages/text.hpp"

namespace lab {

/// What a signal that ended a program tells a beginner.
inline std::string signal_in_words(int number) {
  switch (number) {
    case SIGSEGV:
      return "SIGSEGV: it touched memory that is not its own. Often an index outside of a std::vector or pointer, or a "
             "function that calls itself without end";
    case SIGBUS: return "SIGBUS: it touched memory that is not there";
    case SIGFPE: return "SIGFPE: often a whole number divided by zero";
    case SIGILL: return "SIGILL: it ran into code that must not be reached, often a function without a return";
    case SIGABRT: return "SIGABRT: it called abort(), or a check of the standard library failed";
    case SIGTRAP: return "SIGTRAP: a check of the compiler failed";
    case SIGKILL: return "SIGKILL: the system stopped it, often for want of memory";
    case SIGXFSZ: return "SIGXFSZ: it wrote a file that is too large";
    default: return text("signal ", number);
  }
}

}  // namespace lab
