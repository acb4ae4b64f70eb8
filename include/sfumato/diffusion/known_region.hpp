#pragma once

#include <memory>
#include <vector>

#include "sfumato/core/error.hpp"
#include "sfumato/core/finite.hpp"
#include "sfumato/diffusion/sampling_run.hpp"
#include "sfumato/math/paste.hpp"
#include "sfumato/tensor/buffer.hpp"

namespace sfumato::inline SFUMATO_ISA {

namespace detail {

/// A mask for every number of images (N,H,W,C).
template <class T>
std::vector<T> spread_mask(const shape& images, view<const T> mask) {
  const index_t count = images[0], pixels = images[1] * images[2], channels = images[3];
  const bool for_all = mask.extent == shape{images[1], images[2]};
  require(mask.data && (for_all || mask.extent == shape{count, images[1], images[2], 1}), error_kind::shape,
          "known_region: expected a mask ", shape{images[1], images[2]}, " or ", shape{count, images[1], images[2], 1},
          " for images ", images, ", got ", mask.extent);
  for (index_t i = 0; i < mask.size(); ++i)
    require(in_range(mask.data[i], T(0), T(1)), error_kind::value,
            "known_region: expected a mask from 0 (made up) to 1 (known), got ", mask.data[i], " at place ", i);
  std::vector<T> all;
  all.reserve(static_cast<std::size_t>(images.size()));
  for (index_t n = 0; n < count; ++n)
    for (index_t p = 0; p < pixels; ++p)
      all.insert(all.end(), static_cast<std::size_t>(channels), mask.data[(for_all ? 0 : n * pixels) + p]);
  return all;
}

}  // namespace detail

/// A projection that keeps a region of pictures (Lugmayr et al. 2022, eq. 8): where the mask is 1, x is alpha picture +
/// sigma z with new noise z, at the level of each stage; where it is 0, x stays what the solver made; between, both are
/// mixed. At the end there is no noise, and what is known is there to the bit. For plans made by repaint().
///
/// pictures (N,H,W,C) and mask, (H,W) for all or (N,H,W,1), on the host; both are copied. The context must outlive what
/// is returned, which queues its work as a step does. Throws (shape) if the mask does not fit, (value) for a mask
/// outside [0,1] or pictures that are not finite.
template <elementwise_backend B>
projection<typename B::real> known_region(typename B::context& ctx, view<const typename B::real> pictures,
                                          view<const typename B::real> mask) {
  using real = typename B::real;
  struct memory {
    real_buffer<B> known, mask, noise;
  };
  require(pictures.data && pictures.extent.rank() == 4 && pictures.size() > 0, error_kind::shape,
          "known_region: expected pictures (N,H,W,C) with no extent 0, got ", pictures.extent);
  const std::vector<real> spread_out = detail::spread_mask<real>(pictures.extent, mask);
  for (index_t i = 0; i < pictures.size(); ++i)
    require(is_finite(pictures.data[i]), error_kind::value, "known_region: expected finite pictures, got ",
            pictures.data[i], " in picture ", i / pictures.extent.stride());
  const shape extent = pictures.extent;
  const index_t n = extent.size();
  const auto kept =
      std::make_shared<memory>(memory{real_buffer<B>(ctx, n), real_buffer<B>(ctx, n), real_buffer<B>(ctx, n)});
  B::upload(ctx, kept->known.data(), pictures.data, n);
  B::upload(ctx, kept->mask.data(), spread_out.data(), n);

  return [&ctx, kept, extent, n](view<real> x, const projected_stage<real>& stage) {
    require(x.extent == extent, error_kind::shape, "known_region: expected images ", extent, ", got ", x.extent);
    B::normal(ctx, {.x = kept->noise.as(extent),
                    .seed = stage.streams.seed,
                    .step = stage.random_step,
                    .first_stream = stage.streams.first_stream});
    const memory& from = *kept;
    B::for_each(ctx, n, paste<real>{stage.level_in_backend}, x.data, from.known.data(), from.mask.data(),
                from.noise.data());
  };
}

}  // namespace sfumato
