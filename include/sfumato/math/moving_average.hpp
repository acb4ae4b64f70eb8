#pragma once

#include "sfumato/core/config.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// average = decay average + (1 - decay) x, with share = 1 - decay in the memory of the backend. In this form rounding
/// does not pull the average towards 0.
template <class T>
struct average_update {
  const T* share;

  template <class P>
  SFUMATO_HOST_DEVICE void operator()(P& average, const P& x) const {
    average = average + P(*share) * (x - average);
  }
};

/// An optimizer's update of a parameter, and the moving average of what comes out of it, in one pass.
template <class Update, class T>
struct update_and_average {
  Update update;
  average_update<T> take_in;

  template <class P, class... Rest>
  SFUMATO_HOST_DEVICE void operator()(P& average, P& p, Rest&... rest) const {
    update(p, rest...);
    take_in(average, p);
  }
};

}  // namespace sfumato
