#pragma once

#include <array>

#include "sfumato/nn/unet2d/config.hpp"
#include "sfumato/tensor/handle.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// What the way down keeps of the image at each size and the way up takes again, last kept first. Holds no memory of
/// its own: a step must not allocate.
class skip_stack {
 public:
  void push(value x) { kept_[size_++] = x; }
  value pop() { return kept_[--size_]; }
  std::size_t size() const { return size_; }

 private:
  std::array<value, static_cast<std::size_t>(unet2d_config::most_skips)> kept_{};
  std::size_t size_ = 0;
};

}  // namespace sfumato
