#pragma once

#include <functional>

#include "lab.hpp"
#include "sfumato/core/view.hpp"

namespace sfumato::lab {

/// What a network of (N,H,W,1) makes of a strip: images of that height, one below the other.
inline image on_strip(const image& strip, index_t height,
                      const std::function<void(view<const float> in, view<float> out)>& network) {
  const Eigen::Array<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> in = strip.cast<float>();
  auto out = in;
  const shape extent{strip.rows() / height, height, strip.cols(), 1};
  network({in.data(), extent}, {out.data(), extent});
  return out.cast<double>();
}

}  // namespace sfumato::lab
