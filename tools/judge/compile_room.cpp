#include "judge/compile_room.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "judge/worker_cache.hpp"

namespace lab {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t compiler_processes = 16;
constexpr std::size_t compiler_output = 16u << 20;
constexpr std::size_t largest_product = 64u << 20;
constexpr std::size_t temporary_room = 256u << 20;

/// Copies a regular file of sane size, by way of no link; whatever else lies there is nothing.
void take(const std::string& from, const std::string& to, mode_t rights) {
  const int in = ::open(from.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  struct stat about {};
  if (in < 0) return;
  if (fstat(in, &about) == 0 && S_ISREG(about.st_mode) && about.st_nlink == 1 &&
      static_cast<std::size_t>(about.st_size) <= largest_product) {
    std::string all(static_cast<std::size_t>(about.st_size), '\0');
    std::size_t read_so_far = 0;
    for (ssize_t count = 0;
         read_so_far < all.size() && (count = read(in, all.data() + read_so_far, all.size() - read_so_far)) > 0;)
      read_so_far += static_cast<std::size_t>(count);
    if (read_so_far == all.size()) {
      write_text(to, all);
      chmod(to.c_str(), rights);
    }
  }
  ::close(in);
}

}  // namespace

compile_room::compile_room(const toolchain& tools, const std::string& program)
    : apart_(tools.confined.on != child::rung::none),
      confined_(tools.confined),
      program_(program),
      folder_(program + ".room") {}

std::string compile_room::product() const { return apart_ ? folder_ + "/program" : unfinished(program_); }

void compile_room::open(child::request& call) const {
  if (!apart_) return;
  fs::remove_all(folder_);
  fs::create_directory(folder_);
  call.confined = confined_;
  call.confined.writable = folder_;
  call.confined.room = temporary_room;
  call.allowed.processes = compiler_processes;
  call.allowed.output = compiler_output;
  // Otherwise a compiler that is killed leaves its files where everybody's are.
  if (confined_.on != child::rung::bubblewrap) call.environment.push_back("TMPDIR=" + folder_);
}

void compile_room::close() const {
  if (!apart_) return;
  take(folder_ + "/program", unfinished(program_), 0755);
  take(folder_ + "/names", program_ + ".d", 0644);
  fs::remove_all(folder_);
}

}  // namespace lab
