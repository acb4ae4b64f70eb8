#pragma once

#include <string>
#include <vector>

namespace lab {

/// What compiles and is seldom meant, as a sentence without its full stop.
struct slip {
  int line = 0;
  std::string sentence;
};

/// 1/2, `auto` for an expression of arrays.
std::vector<slip> slips_in(const std::string& code);

/// `image y;`, which has no pixels yet: meant only where an index was outside of its array.
std::vector<slip> arrays_without_size(const std::string& code);

}  // namespace lab
