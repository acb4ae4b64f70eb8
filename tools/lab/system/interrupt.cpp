#include "lab/system/interrupt.hpp"

#include <csignal>

namespace sfumato::lab {

namespace {

volatile std::sig_atomic_t asked_to_stop = 0;

void note(int signal) {
  asked_to_stop = 1;
  std::signal(signal, SIG_DFL);
}

}  // namespace

interrupt_guard::interrupt_guard() {
  asked_to_stop = 0;
  std::signal(SIGINT, note);
  std::signal(SIGTERM, note);
}

interrupt_guard::~interrupt_guard() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

bool interrupt_guard::requested() { return asked_to_stop != 0; }

}  // namespace sfumato::lab
