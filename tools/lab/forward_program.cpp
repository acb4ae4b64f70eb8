#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>

#include "lab/model/forward.hpp"

/// What "./lab forward" starts when its arguments are known to be right: model, input, x, timesteps, labels, out,
/// precision, threads.
int main(int argc, char** argv) {
  using namespace sfumato::lab;
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow: an error of write(), as with a full disk
  if (argc != 9) {
    std::fprintf(stderr, "lab forward: started without its arguments; \"./lab forward --help\" names them\n");
    return 2;
  }
  const forward_settings settings{.model = argv[1],
                                  .input = argv[2],
                                  .out = argv[6],
                                  .x = argv[3],
                                  .timesteps = argv[4],
                                  .labels = argv[5],
                                  .precision = argv[7],
                                  .threads = std::atoi(argv[8])};
  try {
    forward(settings);
    std::printf("%s\n", settings.out.c_str());
    return 0;
  } catch (const std::bad_alloc&) {
    std::fprintf(stderr, "lab forward: out of memory\n");
  } catch (const std::exception& e) {
    std::fprintf(stderr, "lab forward: %s\n", e.what());
  }
  return 1;
}
