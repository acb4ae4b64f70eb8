#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "sfumato/data/dataset.hpp"
#include "sfumato/math/softmax.hpp"
#include "sfumato/ops/cast.hpp"
#include "sfumato/tensor/buffer.hpp"
#include "sfumato/tensor/inference.hpp"
#include "sfumato/train/accuracy.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// A trained classifier at work: any net(graph, x, t) -> logits (N,classes), asked at time 0. The network and its
/// context must outlive it. After a change of its weights a new one is made.
template <backend B, class Net>
class recognizer {
 public:
  using real = typename B::real;

  recognizer(typename B::context& ctx, const Net& net) : ctx_(&ctx), net_(&net), pass_(ctx), images_(), times_() {}

  /// Images (N,H,W,C) on the host with values in [-1,1]; N stays the same from call to call. One record each.
  std::vector<recognized> operator()(view<const real> images) {
    require(images.extent.rank() == 4 && images.size() > 0, error_kind::shape,
            "recognizer: expected images (N,H,W,C) with no extent 0, got ", images.extent);
    require(extent_.rank() == 0 || extent_ == images.extent, error_kind::shape, "recognizer: expected images ", extent_,
            " as in its first call, got ", images.extent);
    extent_ = images.extent;
    const index_t count = extent_[0];
    images_.grow(*ctx_, extent_.size());
    times_.grow(*ctx_, count);
    B::upload(*ctx_, images_.data(), images.data, images.size());
    B::fill(*ctx_, times_.data(), count, real(0));
    const view<real> logits = pass_([&](graph<B>& g) {
      const value x = ops::to_scalar(g, g.input(view<const real>(images_.as(extent_))));
      return ops::to_real(g, (*net_)(g, x, g.input(view<const real>(times_.as({count})))));
    });
    host_.resize(static_cast<std::size_t>(logits.size()));
    B::download(*ctx_, host_.data(), logits.data, logits.size());
    std::vector<recognized> all;
    const index_t classes = logits.extent.back();
    for (index_t n = 0; n < count; ++n) {
      const real* row = host_.data() + n * classes;
      const index_t likeliest = place_of_largest(classes, row);
      all.push_back(
          {static_cast<int>(likeliest), std::exp(static_cast<double>(row[likeliest] - log_sum_exp(classes, row)))});
    }
    return all;
  }

  /// f(i, recognized) for each image i of a data set, in order, `batch` at a time.
  template <class Data, class F>
  requires dataset<Data, real>
  void each(const Data& data, index_t batch, F&& f) {
    const shape image = data.image_shape();
    const index_t size = data.size();
    std::vector<real> pixels(static_cast<std::size_t>(batch * image.size()));
    for (index_t first = 0; first < size; first += batch) {
      const index_t count = (std::min)(batch, size - first);
      // The last batch is filled up by the images of the one before, so that all are of one size.
      for (index_t n = 0; n < count; ++n)
        data.get(first + n, std::span(pixels).subspan(static_cast<std::size_t>(n * image.size()),
                                                      static_cast<std::size_t>(image.size())));
      const std::vector<recognized> seen = (*this)({pixels.data(), {batch, image[0], image[1], image[2]}});
      for (index_t n = 0; n < count; ++n) f(first + n, seen[static_cast<std::size_t>(n)]);
    }
  }

  /// How many images of a data set it tells the label of.
  template <class Data>
  requires dataset<Data, real> accuracy_result accuracy(const Data& data, index_t batch = 100) {
    require(batch >= 1, error_kind::value, "recognizer: expected batches of at least 1 image, got ", batch);
    accuracy_result result;
    each(data, (std::min)(batch, (std::max)(index_t{1}, static_cast<index_t>(data.size()))),
         [&](index_t i, const recognized& seen) {
           ++result.images;
           result.right += seen.label == data.label(i) ? 1 : 0;
         });
    return result;
  }

 private:
  typename B::context* ctx_;
  const Net* net_;
  inference<B> pass_;
  shape extent_;
  real_buffer<B> images_, times_;
  std::vector<real> host_;
};

}  // namespace sfumato
