#pragma once

#include <vector>

#include "sfumato/math/arithmetic.hpp"
#include "sfumato/math/softmax.hpp"
#include "sfumato/math/squared_error.hpp"
#include "sfumato/tensor/buffer.hpp"
#include "sfumato/train/objective.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// What a step has to say, into its row of the log.
template <class T>
struct write_log {
  const whole* place;
  index_t width;
  const T *loss, *row_errors;
  const whole* row_bins;
  T *losses, *errors;
  whole* bins;

  SFUMATO_HOST_DEVICE void operator()(index_t n) const {
    if (n == 0) losses[*place] = *loss;
    errors[*place * width + n] = row_errors[n];
    bins[*place * width + n] = row_bins[n];
  }
};

/// errors[n] = whether the largest logit of row n stands at another place than its label.
template <class T>
struct mistaken {
  index_t classes;
  const T* logits;
  const whole* labels;
  T* errors;

  SFUMATO_HOST_DEVICE void operator()(index_t n) const {
    errors[n] = place_of_largest(classes, logits + n * classes) == labels[n] ? T(0) : T(1);
  }
};

/// What the steps since the host last looked have to say: the loss of each, and of each image the error, squared or of
/// its class, and how noisy it was, or of what class. Kept in the memory of the backend, so that no step waits.
template <elementwise_backend B>
class step_log {
 public:
  using real = typename B::real;

  /// One step, on the host.
  struct entry {
    double loss = 0;
    std::vector<double> errors;  ///< (N)
    std::vector<whole> bins;     ///< (N)
  };

  /// Room for so many steps between two looks.
  step_log(typename B::context& ctx, index_t steps) : ctx_(&ctx), steps_(steps), place_(ctx, 1), losses_(ctx, steps) {
    clear();
  }

  index_t size() const { return static_cast<index_t>(images_.size()); }
  bool full() const { return size() == steps_; }

  /// Queues the record of a step: loss of one element, answer and target (N,...) and the bins (N).
  void record(const real* loss, view<const real> answer, const real* target, view<const whole> bins) {
    const index_t images = answer.extent[0];
    if (images > widest_) widen(images);
    B::reduce_rows(*ctx_, row_errors_.data(), real(1) / static_cast<real>(answer.extent.stride()), images,
                   answer.extent.stride(), squared_difference{}, answer.data, target);
    write(loss, images, bins);
  }
  /// The same where the answer is logits (N,classes): an image's error is 1 where its label has not the largest, else
  /// 0.
  void record(const real* loss, view<const real> logits, view<const whole> labels, view<const whole> bins) {
    const index_t images = logits.extent[0];
    if (images > widest_) widen(images);
    B::for_each_index(*ctx_, images,
                      mistaken<real>{logits.extent.stride(), logits.data, labels.data, row_errors_.data()});
    write(loss, images, bins);
  }

  /// f(entry) for each step since the last look, then forgets them. Waits for the steps.
  template <class F>
  void read(F&& f) {
    const auto steps = static_cast<std::size_t>(size()), width = static_cast<std::size_t>(widest_);
    host_losses_.resize(steps);
    host_errors_.resize(steps * width);
    host_bins_.resize(steps * width);
    B::download(*ctx_, host_losses_.data(), losses_.data(), size());
    B::download(*ctx_, host_errors_.data(), errors_.data(), size() * widest_);
    B::download(*ctx_, host_bins_.data(), bins_.data(), size() * widest_);
    for (std::size_t step = 0; step < steps; ++step) {
      const auto images = static_cast<std::size_t>(images_[step]);
      entry_.loss = static_cast<double>(host_losses_[step]);
      entry_.errors.resize(images);
      entry_.bins.resize(images);
      for (std::size_t n = 0; n < images; ++n) {
        entry_.errors[n] = static_cast<double>(host_errors_[step * width + n]);
        entry_.bins[n] = host_bins_[step * width + n];
      }
      f(static_cast<const entry&>(entry_));
    }
    clear();
  }

  void clear() {
    images_.clear();
    images_.reserve(static_cast<std::size_t>(steps_));
    B::fill(*ctx_, place_.data(), 1, whole{0});
  }

 private:
  void write(const real* loss, index_t images, view<const whole> bins) {
    B::for_each_index(*ctx_, images,
                      write_log<real>{place_.data(), widest_, loss, row_errors_.data(), bins.data, losses_.data(),
                                      errors_.data(), bins_.data()});
    B::for_each_index(*ctx_, 1, advance{place_.data()});
    images_.push_back(images);
  }

  /// A wider batch than any before: only the first of a run, so nothing is lost that was not read.
  void widen(index_t images) {
    require(size() == 0, error_kind::value, "training: expected batches no larger than the first of ", widest_,
            " images, got ", images, "; read the log before");
    widest_ = images;
    row_errors_ = real_buffer<B>(*ctx_, images);
    errors_ = real_buffer<B>(*ctx_, steps_ * images);
    bins_ = buffer<B, whole>(*ctx_, steps_ * images);
  }

  typename B::context* ctx_;
  index_t steps_, widest_ = 0;
  buffer<B, whole> place_;
  real_buffer<B> losses_, row_errors_, errors_;
  buffer<B, whole> bins_;
  std::vector<index_t> images_;
  std::vector<real> host_losses_, host_errors_;
  std::vector<whole> host_bins_;
  entry entry_;
};

}  // namespace sfumato
