#pragma once

#include <cstdint>
#include <vector>

#include "sfumato/core/error.hpp"
#include "sfumato/core/random.hpp"
#include "sfumato/math/noising.hpp"
#include "sfumato/tensor/buffer.hpp"
#include "sfumato/train/objective.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// What becomes of one image x0 and its noise e: the network sees input_x0 x0 + input_e e, is told `time`, and shall
/// answer target_x0 x0 + target_e e.
template <class T>
struct noise_draw {
  T drawn = 0;  ///< what was drawn: a timestep, sigma or t
  T time = 0;
  T input_x0 = 0, input_e = 0;
  T target_x0 = 0, target_e = 0;
  T weight = 1;  ///< of its squared error
  whole bin = 0;
};

/// Image n draws from block n of the step; its draw goes to where networks, losses and kernels want each number.
template <class T, class Law>
struct draw_for_image {
  std::uint64_t seed;
  const whole* step;
  Law law;
  T *drawn, *times, *mixing, *weights;  ///< mixing (N,4); weights may be null
  whole* bins;

  SFUMATO_HOST_DEVICE void operator()(index_t n) const {
    const random_source source{seed, 0, static_cast<std::uint32_t>(*step)};
    const noise_draw<T> draw = law(source.words(static_cast<std::uint64_t>(n)));
    drawn[n] = draw.drawn;
    times[n] = draw.time;
    mixing[4 * n] = draw.input_x0;
    mixing[4 * n + 1] = draw.input_e;
    mixing[4 * n + 2] = draw.target_x0;
    mixing[4 * n + 3] = draw.target_e;
    if (weights) weights[n] = draw.weight;
    bins[n] = draw.bin;
  }
};

/// The batch of an objective whose input and target are mixtures of image and noise, as those of DDPM, EDM and flow
/// matching all are. Such an objective is a law: what a block of four random words makes of an image. The class that
/// has the law derives from this and is told by prepare(images, step) when to draw.
template <elementwise_backend B>
class mixed_batch {
 public:
  using real = typename B::real;
  using context = typename B::context;

  view<const real> input() const { return input_.as(extent_); }
  view<const real> times() const { return times_.as({size()}); }
  view<const real> target() const { return target_.as(extent_); }
  view<const real> weights() const { return weighted_ ? weights_.as({size()}) : view<const real>{}; }
  view<const whole> bins() const { return bins_.as({size()}); }

  index_t size() const { return extent_[0]; }
  /// What was drawn for each image of the batch last prepared, on the host. Waits for it.
  std::vector<real> drawn() const {
    std::vector<real> host(static_cast<std::size_t>(size()));
    B::download(*ctx_, host.data(), drawn_.data(), size());
    return host;
  }

 protected:
  mixed_batch(context& ctx, std::uint64_t seed, bool weighted) : ctx_(&ctx), seed_(seed), weighted_(weighted) {}

  /// law(four random words) -> noise_draw<real>, where the backend runs. Throws (shape) unless images are (N,H,W,C).
  /// Allocates only for a larger batch than before.
  template <class Law>
  void draw(view<const real> images, const whole* step, const Law& law) {
    require(images.extent.rank() == 4 && images.size() > 0, error_kind::shape,
            "training: expected images (N,H,W,C) with no extent 0, got ", images.extent);
    require(images.data != nullptr, error_kind::value, "training: expected images in the memory of the host, got null");
    extent_ = images.extent;
    reserve();
    B::for_each_index(*ctx_, size(),
                      draw_for_image<real, Law>{seed_ ^ draw_stream, step, law, drawn_.data(), times_.data(),
                                                mixing_.data(), weighted_ ? weights_.data() : nullptr, bins_.data()});
    B::upload(*ctx_, clean_.data(), images.data, images.size());
    B::normal(*ctx_, {.x = noise_.as(extent_), .seed = seed_ ^ noise_stream, .step = step});
    const real *mixing = mixing_.data(), *clean = clean_.data(), *noise = noise_.data();
    B::for_each_row(*ctx_, size(), extent_.stride(), mix_input_and_target{}, mixing, 4, input_.data(), target_.data(),
                    clean, noise);
  }

 private:
  /// Apart from every other use of the same seed; of a block's words the second is what drops labels.
  static constexpr std::uint64_t draw_stream = 0x74696d6573746570u, noise_stream = 0x747261696e6e6f69u;

  void reserve() {
    for (real_buffer<B>* images : {&clean_, &noise_, &input_, &target_}) images->grow(*ctx_, extent_.size());
    for (real_buffer<B>* numbers : {&drawn_, &times_}) numbers->grow(*ctx_, size());
    mixing_.grow(*ctx_, 4 * size());
    if (weighted_) weights_.grow(*ctx_, size());
    bins_.grow(*ctx_, size());
  }

  context* ctx_;
  std::uint64_t seed_;
  bool weighted_;
  shape extent_;
  real_buffer<B> clean_, noise_, input_, target_, drawn_, times_, mixing_, weights_;
  buffer<B, whole> bins_;
};

}  // namespace sfumato
