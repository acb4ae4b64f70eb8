#include "lab/system/interrupt.hpp"

#include <csignal>

namespace sfumato::lab {

namespace {

volatile std::sig_atomic_t interrupted = 0;

void note(int signal) {
  interrupted = 1;
  std::signal(signal, SIG_DFL);
}

}  // namespace

interrupt_guard::interrupt_guard() {
  interrupted = 0;
  std::signal(SIGINT, note);
  std::signal(SIGTERM, note);
}

interrupt_guard::~interrupt_guard() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

bool interrupt_guard::requested() { return interrupted != 0; }

}  // namespace sfumato::lab
