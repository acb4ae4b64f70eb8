#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "sfumato/diffusion/denoiser.hpp"
#include "sfumato/ops/cast.hpp"
#include "sfumato/tensor/inference.hpp"

namespace sfumato {

/// A network as a denoiser: net(graph, x, t) -> value, or net(graph, x, t, labels) for a conditioned one, run in
/// planned memory. Any module of nn/ fits, and any callable of that form. The network must outlive it; when its weights
/// change, say so by weights_changed().
template <backend B, class Net>
class network_denoiser {
 public:
  using real = typename B::real;
  using context = typename B::context;
  using backend_type = B;

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
      const auto predict = [&] {
        if constexpr (requires { net_(g, image, time, whole_value{}); }) {
          const view<const whole> labels = label_values_.as({images});
          return net_(g, image, time, labels_.empty() ? whole_value{} : g.input(labels));
        } else {
          return net_(g, image, time);
        }
      };
      return ops::to_real(g, predict());
    });
    require(y.extent == out.extent, error_kind::shape, "network_denoiser: expected the network to give ", out.extent,
            ", got ", y.extent);
    B::copy(ctx, out.data, static_cast<const real*>(y.data), out.size());
  }

  void weights_changed() {
    if (run_) run_->weights_changed();
  }
  /// Multiplications and additions of one call on such images; known after the first call.
  double flops(const shape&) const { return run_ ? run_->plan().flops() : 0; }
  double memory_bytes() const { return run_ ? static_cast<double>(run_->plan().bytes()) : 0; }

 private:
  void prepare(context& ctx, const shape& extent) {
    const index_t images = extent[0];
    run_ = std::make_unique<inference<B>>(ctx);
    planned_for_ = extent;
    times_ = real_buffer<B>(ctx, images);
    if (labels_.empty()) return;
    require(labels_.size() == 1 || static_cast<index_t>(labels_.size()) == images, error_kind::shape,
            "network_denoiser: expected one label, or one for each of ", images, " images, got ", labels_.size());
    std::vector<whole> host(static_cast<std::size_t>(images));
    for (std::size_t n = 0; n < host.size(); ++n)
      host[n] = static_cast<whole>(labels_.size() == 1 ? labels_[0] : labels_[n]);
    label_values_ = buffer<B, whole>(ctx, images);
    B::upload(ctx, label_values_.data(), host.data(), images);
  }

  Net net_;
  prediction_type prediction_;
  std::vector<index_t> labels_;
  index_t channels_ = 1;
  std::unique_ptr<inference<B>> run_;
  shape planned_for_;
  real_buffer<B> times_;
  buffer<B, whole> label_values_;
};

}  // namespace sfumato
