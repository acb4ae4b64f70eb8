#include <cstdio>
#include <cstdlib>

#include "sfumato/io.hpp"
#include "sfumato/sfumato.hpp"

const void* an_inline_function_seen_from_b();

/// Linking is most of the test. Running shows that both units share what is inline.
int main(int count, char** arguments) {
  if (count != 3) return EXIT_FAILURE;
  if (an_inline_function_seen_from_b() != reinterpret_cast<const void*>(&sfumato::philox4x32)) return EXIT_FAILURE;
  std::printf("%s headers compile %s and link together\n", arguments[1], arguments[2]);
}
