#pragma once

#include "sfumato/core/config.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Classifier-free guidance: e = e_uncond + w (e_cond - e_uncond). w = 1 is the conditional prediction, w = 0 the
/// unconditional one, w > 1 goes beyond (Ho & Salimans 2022, eq. 6, whose w is ours minus 1).
template <class P, class T>
SFUMATO_HOST_DEVICE inline P guide(const P& conditional, const P& unconditional, T scale) {
  return unconditional + scale * (conditional - unconditional);
}

/// The guided prediction in the place of the conditional one.
template <class T>
struct guidance {
  T scale;

  template <class P>
  SFUMATO_HOST_DEVICE void operator()(P& conditional, const P& unconditional) const {
    conditional = guide(conditional, unconditional, scale);
  }
};

}  // namespace sfumato
