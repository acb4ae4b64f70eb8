#pragma once

#include <algorithm>
#include <functional>
#include <type_traits>

#include "sfumato/core/error.hpp"
#include "sfumato/diffusion/sample.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// A batch in tiles of at most `largest` images, one after the other: f(tile, first) with the noise of images first,
/// first + 1, ...; f returns false to end there. Returns whether it came to the end. Throws (value) for a `largest`
/// below 1, (shape) for a batch of no images.
template <class F>
bool for_each_tile(const image_noise& batch, index_t largest, F&& f) {
  require(largest >= 1, error_kind::value, "tiles: expected at least 1 image in a tile, got ", largest);
  require(batch.extent.rank() == 4 && batch.extent.size() > 0, error_kind::shape,
          "tiles: expected images of shape (N,H,W,C) with no extent 0, got ", batch.extent);
  const index_t count = batch.extent[0];
  for (index_t first = 0; first < count; first += largest) {
    image_noise tile = batch;
    tile.extent = {(std::min)(largest, count - first), batch.extent[1], batch.extent[2], batch.extent[3]};
    tile.first_stream = batch.first_stream + first;
    if (!f(static_cast<const image_noise&>(tile), first)) return false;
  }
  return true;
}

/// sample() for batches of any size in the memory of one tile: take(result, first) is handed images first, first + 1,
/// ... of the batch as soon as they are drawn, and may keep what it needs of them. They are the same bits as in one
/// batch, since the random numbers of an image are its own. options.start_from is of the whole batch; trajectory and
/// progress are of each tile, and a projection must fit every tile. Ends early (cancelled) where options.progress says
/// so, after handing over the tile as far as it came.
template <elementwise_backend B, class D, class Take>
requires denoiser<std::remove_cvref_t<D>, B> sample_state
sample_in_tiles(typename B::context& ctx, D&& network, const solver_plan& plan, const image_noise& batch,
                index_t largest, Take&& take, const sample_options<typename B::real>& options = {}) {
  const view<const typename B::real> pictures = options.start_from;
  require(!pictures.data || pictures.extent == batch.extent, error_kind::shape, "tiles: expected images ", batch.extent,
          " to start from, got ", pictures.extent);
  sample_options<typename B::real> of_tile = options;
  const bool finished = for_each_tile(batch, largest, [&](const image_noise& tile, index_t first) {
    if (pictures.data) of_tile.start_from = {pictures.data + first * batch.extent.stride(), tile.extent};
    const auto result = sample<B>(ctx, network, plan, tile, of_tile);
    take(result, first);
    return result.state == sample_state::completed;
  });
  return finished ? sample_state::completed : sample_state::cancelled;
}

}  // namespace sfumato
