#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sfumato/core/finite.hpp"
#include "sfumato/core/narrow.hpp"
#include "sfumato/diffusion/denoiser.hpp"
#include "sfumato/tensor/inference.hpp"

namespace sfumato {

/// A network as a denoiser: net(graph, x, t) -> value, or net(graph, x, t, labels) for a conditioned one, run in
/// planned memory. Any module of nn/ fits, and any callable of that form. The network must outlive it; when its weights
/// change, say so by weights_changed().
template <backend B, class Net>
class network_denoiser {
 public:
  using scalar = typename B::scalar;
  using context = typename B::context;

  explicit network_denoiser(Net net, prediction_type prediction = prediction_type::epsilon)
      : net_(std::move(net)), prediction_(prediction) {}
  /// labels: one for each image, or a single one for all.
  network_denoiser(Net net, std::vector<index_t> labels, prediction_type prediction = prediction_type::epsilon)
      : net_(std::move(net)), prediction_(prediction), labels_(std::move(labels)) {}

  prediction_type prediction() const { return prediction_; }
  /// The networks here predict one value for each of the image.
  index_t output_channels() const { return channels_; }
  /// For images of another number of channels than 1.
  void set_channels(index_t channels) { channels_ = channels; }

  void operator()(context& ctx, view<const scalar> x, double t, view<scalar> out) {
    if (!run_ || !(x.extent == planned_for_)) prepare(ctx, x.extent);
    const index_t images = x.extent[0];
    B::fill(ctx, times_.data(), images, static_cast<scalar>(t));
    const view<scalar> y = (*run_)([&](graph<B>& g) {
      const value image = g.input(x), time = g.input(times_.as({images}));
      if constexpr (requires { net_(g, image, time, value{}); }) {
        return net_(g, image, time, labels_.empty() ? value{} : g.input(label_values_.as({images})));
      } else {
        return net_(g, image, time);
      }
    });
    require(y.extent == out.extent, error_kind::shape, "network_denoiser: expected the network to give ", out.extent,
            ", got ", y.extent);
    B::for_each(ctx, out.size(), copy{}, out.data, static_cast<const scalar*>(y.data));
  }

  void weights_changed() {
    if (!run_) return;
    run_->weights_changed();
    if constexpr (assumes_finite_numbers) planned_for_ = {};  // prepare() looks at them again
  }
  /// Multiplications and additions of one call on such images; known after the first call.
  double flops(const shape&) const { return run_ ? run_->plan().flops() : 0; }
  double memory_bytes() const { return run_ ? static_cast<double>(run_->plan().bytes()) : 0; }

 private:
  struct copy {
    template <class P>
    SFUMATO_HOST_DEVICE void operator()(P& to, const P& from) const {
      to = from;
    }
  };

  void prepare(context& ctx, const shape& extent) {
    const index_t images = extent[0];
    if constexpr (assumes_finite_numbers) require_finite_parameters(ctx);
    run_ = std::make_unique<inference<B>>(ctx);
    planned_for_ = extent;
    times_ = buffer<B>(ctx, images);
    if (labels_.empty()) return;
    require(labels_.size() == 1 || static_cast<index_t>(labels_.size()) == images, error_kind::shape,
            "network_denoiser: expected one label, or one for each of ", images, " images, got ", labels_.size());
    std::vector<scalar> host(static_cast<std::size_t>(images));
    for (std::size_t n = 0; n < host.size(); ++n)
      host[n] = narrowed<scalar>(labels_.size() == 1 ? labels_[0] : labels_[n], "network_denoiser: a label");
    label_values_ = buffer<B>(ctx, images);
    B::upload(ctx, label_values_.data(), host.data(), images);
  }

  void require_finite_parameters(context& ctx) {
    if constexpr (requires { net_.visit(any_functor{}); })
      for_each_parameter(net_, [&](const std::string& name, parameter<scalar>& p) {
        require(B::is_finite(ctx, p.value, p.extent.size()), error_kind::value, "network_denoiser: the parameter '",
                name, "' is not finite");
      });
  }

  Net net_;
  prediction_type prediction_;
  std::vector<index_t> labels_;
  index_t channels_ = 1;
  std::unique_ptr<inference<B>> run_;
  shape planned_for_;
  buffer<B> times_, label_values_;
};

}  // namespace sfumato
