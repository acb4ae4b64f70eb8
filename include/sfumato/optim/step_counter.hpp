#pragma once

#include "sfumato/backend/concept.hpp"
#include "sfumato/tensor/buffer.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// *place = numbers(step = 0, 1, ...) of a count in memory, and the count goes on.
template <class Numbers, class Place>
struct count_step {
  Numbers numbers;
  whole* count;
  Place* place;

  SFUMATO_HOST_DEVICE void operator()(index_t) const { *place = numbers((*count)++); }
};

/// Counts steps in the memory of the backend, where the numbers of a step (a rate, a bias correction, a share) are made
/// of the count: what one step has queued then serves every step.
template <elementwise_backend B>
class step_counter {
 public:
  explicit step_counter(typename B::context& ctx) : ctx_(&ctx), count_(ctx, 1) { set(0); }
  index_t steps() const { return steps_; }
  void set(index_t steps) {
    steps_ = steps;
    B::fill(*ctx_, count_.data(), 1, static_cast<whole>(steps));
  }
  /// numbers(step = 0, 1, ...) into their place.
  template <class Numbers, class Place>
  void next(const Numbers& numbers, Place* place) {
    ++steps_;
    B::for_each_index(*ctx_, 1, count_step<Numbers, Place>{numbers, count_.data(), place});
  }

 private:
  typename B::context* ctx_;
  buffer<B, whole> count_;
  index_t steps_ = 0;
};

}  // namespace sfumato
