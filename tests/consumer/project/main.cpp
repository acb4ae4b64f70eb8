#include <iostream>

#include "sfumato/io.hpp"
#include "sfumato/sfumato.hpp"

int main() {
  sfumato::random_sequence random({.seed = 1});
  std::cout << "sfumato " << SFUMATO_VERSION << " draws " << random.uniform() << "\n";
}
