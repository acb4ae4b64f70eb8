#pragma once

#include "sfumato/core/config.hpp"

// What formulas ask for lane by lane. Packs have friends of these names, found by their arguments; a formula that
// serves both says `using lanewise::select;`, as one says `using std::sqrt;`.
namespace sfumato::inline SFUMATO_ISA::lanewise {

/// mask ? a : b for one scalar; packs of lanes have their own. Lets a formula branch without an if.
template <class T>
SFUMATO_HOST_DEVICE constexpr T select(bool mask, T a, T b) {
  return mask ? a : b;
}

/// The smaller and the larger of two scalars, under the names that packs have too (min and max may be macros).
SFUMATO_HOST_DEVICE constexpr float smaller(float a, float b) { return b < a ? b : a; }
SFUMATO_HOST_DEVICE constexpr float larger(float a, float b) { return a < b ? b : a; }
SFUMATO_HOST_DEVICE constexpr double smaller(double a, double b) { return b < a ? b : a; }
SFUMATO_HOST_DEVICE constexpr double larger(double a, double b) { return a < b ? b : a; }

}  // namespace sfumato::lanewise
