#pragma once

#include "sfumato/nn/unet_encoder.hpp"
#include "sfumato/ops/pixel_mean.hpp"
#include "sfumato/ops/time_embedding.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// Says which of some classes an image is of: images x (N,H,W,1), H and W divisible by 4, in; logits (N,classes) out,
/// of which softmax makes probabilities. The encoder of simple_unet, the mean of its last features over the image
/// (Lin et al. 2014, section 3.2), and one linear layer. Standard widths and ten classes: 101,354 parameters.
///
/// It is told a time as the denoiser is, so that both are trained by one loop; an image without noise is of time 0.
template <backend B>
struct classifier : unet_encoder<B> {
  using unet_encoder<B>::time_channels;

  linear<B> head;

  /// Throws (value) for fewer than 2 classes, or a width below 1.
  constexpr explicit classifier(index_t classes = 10, const unet_widths& widths = standard_widths)
      : unet_encoder<B>(checked(classes, widths)), head(widths.quarter, classes) {}

  constexpr index_t classes() const { return head.bias.extent[0]; }

  constexpr void visit(auto&& v) {
    unet_encoder<B>::visit(v);
    v("head", head);
  }

  value operator()(graph<B>& g, value x, real_value t) const {
    const shape& xs = g.shape_of(x);
    require(xs.rank() == 4 && xs[1] >= 4 && xs[2] >= 4 && xs[1] % 4 == 0 && xs[2] % 4 == 0 && xs[3] == 1,
            error_kind::shape, "classifier: expected images (N,H,W,1) with H and W divisible by 4, got ", xs);
    const value time = ops::time_embedding(g, t, time_channels);
    return head(g, ops::pixel_mean(g, this->encode(g, x, time).quarter));
  }

 private:
  static constexpr const unet_widths& checked(index_t classes, const unet_widths& widths) {
    require(classes >= 2, error_kind::value, "classifier: expected at least 2 classes, got ", classes);
    widths.check("classifier");
    return widths;
  }
};

}  // namespace sfumato
