#pragma once

#include <span>
#include <string>
#include <vector>

#include "sfumato/core/error.hpp"
#include "sfumato/tensor/buffer.hpp"
#include "sfumato/train/objective.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// bins[n] = the tenth of the classes that label n is in: with ten classes, the class itself.
struct bin_of_class {
  index_t classes;
  const whole* labels;
  whole* bins;

  SFUMATO_HOST_DEVICE void operator()(index_t n) const {
    bins[n] = static_cast<whole>(static_cast<index_t>(labels[n]) * noise_bins / classes);
  }
};

/// What a classifier is trained on: images as they are, at time 0, and the class of each. Learned by softmax
/// cross-entropy (ops/cross_entropy.hpp); the error of an image is 0 where the largest logit is its class, else 1, and
/// is told apart by class.
template <elementwise_backend B>
class class_objective {
 public:
  using real = typename B::real;
  using context = typename B::context;

  /// Throws (value) for fewer than 2 classes.
  class_objective(context& ctx, index_t classes) : ctx_(&ctx), classes_(classes) {
    require(classes >= 2, error_kind::value, "training: expected at least 2 classes to tell apart, got ", classes);
  }

  /// Images (N,H,W,C) and N labels in 0 ... classes - 1, on the host. Throws (shape) where these do not fit, (value)
  /// for a label that is no class. Allocates only for a larger batch than before.
  void prepare(view<const real> images, std::span<const int> labels, const whole*) {
    require(images.extent.rank() == 4 && images.size() > 0, error_kind::shape,
            "training: expected images (N,H,W,C) with no extent 0, got ", images.extent);
    require(images.data != nullptr, error_kind::value, "training: expected images in the memory of the host, got null");
    require(static_cast<index_t>(labels.size()) == images.extent[0], error_kind::shape,
            "training: expected a label for each of ", images.extent[0], " images, got ", labels.size());
    for (const int label : labels)
      require(label >= 0 && label < classes_, error_kind::value, "training: expected labels from 0 to ", classes_ - 1,
              ", got ", label);
    extent_ = images.extent;
    host_.assign(labels.begin(), labels.end());
    input_.grow(*ctx_, extent_.size());
    times_.grow(*ctx_, size());
    labels_.grow(*ctx_, size());
    bins_.grow(*ctx_, size());
    B::upload(*ctx_, input_.data(), images.data, images.size());
    B::upload(*ctx_, labels_.data(), host_.data(), size());
    B::fill(*ctx_, times_.data(), size(), real(0));
    B::for_each_index(*ctx_, size(), bin_of_class{classes_, labels_.data(), bins_.data()});
  }

  view<const real> input() const { return input_.as(extent_); }
  view<const real> times() const { return times_.as({size()}); }
  view<const whole> labels() const { return labels_.as({size()}); }
  view<const whole> bins() const { return bins_.as({size()}); }

  index_t size() const { return extent_[0]; }
  index_t classes() const { return classes_; }

  void recipe(auto&& put) const {
    put("objective", "classes");
    put("told_apart", std::to_string(classes_));
  }

 private:
  context* ctx_;
  index_t classes_;
  shape extent_;
  std::vector<whole> host_;
  real_buffer<B> input_, times_;
  buffer<B, whole> labels_, bins_;
};

}  // namespace sfumato
