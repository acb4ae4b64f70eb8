#pragma once

#include <concepts>
#include <span>

#include "sfumato/backend/concept.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// How many kinds of noise level the errors of an epoch are told apart by, from the cleanest to the noisiest.
inline constexpr index_t noise_bins = 10;

namespace detail {
/// What objectives of either kind say of a batch.
template <class O, class B>
concept says_batch = elementwise_backend<B> && requires(O& o) {
  { o.input() } -> std::convertible_to<view<const typename B::real>>;
  { o.times() } -> std::convertible_to<view<const typename B::real>>;
  { o.bins() } -> std::convertible_to<view<const whole>>;
  o.recipe(any_functor{});
};
}  // namespace detail

/// What a denoiser is trained towards: an objective draws noise levels and says what the network sees, what it shall
/// answer, and how much an image counts. The training step takes the (weighted) mean squared error of the answer.
///
///   prepare(images, step)  for images (N,H,W,C), on the host with values in [-1,1], and the number of the step in the
///                          memory of the backend; queued, the images are all that is uploaded. What was drawn is a
///                          pure function of seed, *step and place in the batch
///   input()                (N,H,W,C): the noisy images;  times() (N): what the network is told of their level
///   target()               (N,H,W,C)
///   weights()              (N): of the squared errors; no data where all count the same
///   bins()                 (N): 0 ... noise_bins - 1, by the level, for records
///   recipe(put)            put(name, text) for everything that must agree for a resumed run to be the same run
///
/// All of them are places in the memory of the backend that stay the same for batches of one size.
template <class O, class B>
concept answers_images = detail::says_batch<O, B> &&
    requires(O& o, view<const typename B::real> images, const whole* step) {
  o.prepare(images, step);
  { o.target() } -> std::convertible_to<view<const typename B::real>>;
  { o.weights() } -> std::convertible_to<view<const typename B::real>>;
};

/// What a classifier is trained towards: the network answers logits (N,classes), and the training step takes the
/// softmax cross-entropy with labels() (N). prepare is told a label for each image beside the images; the rest is as
/// above. The network itself is told no labels.
template <class O, class B>
concept answers_classes = detail::says_batch<O, B> &&
    requires(O& o, view<const typename B::real> images, std::span<const int> labels, const whole* step) {
  o.prepare(images, labels, step);
  { o.labels() } -> std::convertible_to<view<const whole>>;
};

template <class O, class B>
concept objective = answers_images<O, B> || answers_classes<O, B>;

}  // namespace sfumato
