#include "lab/system/browser.hpp"

#include <unistd.h>

#include <cstdlib>

#include "child/process.hpp"
#include "lab/terminal/terminal.hpp"

namespace sfumato::lab {

void open_in_browser(const std::filesystem::path& page) {
  if (!terminal::of(stdout).interactive || ::isatty(STDIN_FILENO) == 0) return;
#if defined(__APPLE__)
  ::lab::child::let_go({.command = {"open", page.string()}});
#else
  const bool screen = std::getenv("DISPLAY") != nullptr || std::getenv("WAYLAND_DISPLAY") != nullptr;
  if (screen) ::lab::child::let_go({.command = {"xdg-open", page.string()}});
#endif
}

}  // namespace sfumato::lab
