#pragma once

#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "sfumato/core/finite.hpp"
#include "sfumato/core/narrow.hpp"
#include "sfumato/diffusion/denoiser.hpp"
#include "sfumato/ops/cast.hpp"
#include "sfumato/ops/condition.hpp"
#include "sfumato/tensor/finite.hpp"
#include "sfumato/tensor/inference.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// A network as a denoiser: any net(graph, x, t) -> value, or one that names a condition and takes it too
/// (ops/condition.hpp), run in planned memory, which it owns: it can be moved, not copied. The network must outlive it;
/// when its weights change, say so by weights_changed().
template <backend B, class Net>
class network_denoiser {
 public:
  using real = typename B::real;
  using context = typename B::context;
  using backend_type = B;
  using told_of = typename condition_of<Net>::kept;

  explicit network_denoiser(Net net, prediction_type prediction = prediction_type::epsilon)
      : network_denoiser(std::move(net), told_of(), prediction) {}
  /// told: what the network's condition keeps. Labels: one for each image, or a single one for all; as many classes as
  /// the network has mean none. Throws (config) where the network takes no labels.
  network_denoiser(Net net, told_of told, prediction_type prediction = prediction_type::epsilon)
      : net_(std::move(net)), prediction_(prediction), told_(std::move(told)), condition_(net_) {}

  /// The same network told none: what guidance compares with. Throws (config) for a network without classes.
  network_denoiser unconditional() const {
    require(takes_labels(), error_kind::config,
            "guidance: expected a network that was built with classes, got one that takes no labels");
    network_denoiser other(net_, prediction_);
    other.refill_ = refill_;
    other.told_none_ = true;
    return other;
  }

  prediction_type prediction() const { return prediction_; }
  /// The channels of the network's images, where it names them by `image_channels()`, or else 1.
  index_t output_channels() const {
    if constexpr (requires { net_.image_channels(); }) {
      return net_.image_channels();
    } else {
      return 1;
    }
  }

  void operator()(context& ctx, view<const real> x, sampling_time<real> t, view<real> out) {
    if (!run_ || !(x.extent == planned_for_)) prepare(ctx, x.extent);
    const index_t images = x.extent[0];
    if (t.in_backend) {
      B::for_each_index(ctx, images, spread<real>{t.in_backend, times_.data()});
    } else {
      B::fill(ctx, times_.data(), images, static_cast<real>(t.t));
    }
    const view<real> y = (*run_)([&](graph<B>& g) {
      const value image = ops::to_scalar(g, g.input(x));
      const real_value time = g.input(view<const real>(times_.as({images})));
      return ops::to_real(g, answer(g, net_, image, time, condition_.in(g)));
    });
    require(refill_ || run_->plan().parameters_written(), error_kind::config,
            "network_denoiser: expected parameters that were initialized or loaded, all are 0; call "
            "slab.initialize(net, seed), or load them");
    require(y.extent == out.extent, error_kind::shape, "network_denoiser: expected the network to give ", out.extent,
            ", got ", y.extent);
    B::copy(ctx, out.data, static_cast<const real*>(y.data), out.size());
  }

  /// One copy of the weights is enough: each is let go of once it is packed, where the backend can, and `refill` writes
  /// all parameters anew before they are packed for other images. No other module may read the same parameters but
  /// through such a denoiser.
  void discard_packed_weights(std::function<void()> refill) {
    refill_ = std::move(refill);
    planned_for_ = {};
  }

  void weights_changed() {
    if (!run_) return;
    if (refill_) {
      planned_for_ = {};
      return;
    }
    run_->weights_changed();
    if constexpr (assumes_finite_numbers) planned_for_ = {};  // prepare() looks at them again
  }
  /// Multiplications and additions of one call on such images; known after the first call.
  double flops(const shape&) const { return run_ ? run_->plan().flops() : 0; }
  double memory_bytes() const { return run_ ? static_cast<double>(run_->plan().bytes()) : 0; }

 private:
  void require_finite_parameters(context& ctx) {
    if constexpr (requires { net_.visit(any_functor{}); })
      for_each_parameter(net_, [&](const std::string& name, parameter<real>& p) {
        require(all_finite<B>(ctx, p.value, p.extent.size()), error_kind::value, "network_denoiser: the parameter '",
                name, "' is not finite");
      });
  }

  void prepare(context& ctx, const shape& extent) {
    const index_t images = extent[0];
    planned_for_ = {};  // until all below has gone well
    if (told_none_) {
      condition_.give_none(ctx, images);
    } else {
      condition_.give(ctx, told_, images, true);
    }
    run_ = nullptr;
    if (refill_) refill_();
    if constexpr (assumes_finite_numbers) require_finite_parameters(ctx);
    run_ = std::make_unique<inference<B>>(ctx);
    if (refill_) run_->discard_packed_weights();
    times_ = real_buffer<B>(ctx, images);
    planned_for_ = extent;
  }

  bool takes_labels() const {
    if constexpr (std::is_same_v<condition_of<Net>, no_condition>) {
      return false;
    } else if constexpr (requires { net_.classes(); }) {
      return net_.classes() > 0;
    } else {
      return true;
    }
  }

  Net net_;
  prediction_type prediction_;
  told_of told_;
  bool told_none_ = false;
  typename condition_of<Net>::template batch<B> condition_;
  std::unique_ptr<inference<B>> run_;
  std::function<void()> refill_;
  shape planned_for_;
  real_buffer<B> times_;
};

}  // namespace sfumato
