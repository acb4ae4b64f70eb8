#include "sfumato/diffusion/tiles.hpp"

#include <gtest/gtest.h>

#include <map>
#include <vector>

#include "../messages.hpp"
#include "../weighted_sum.hpp"
#include "exact_denoiser.hpp"
#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/diffusion/image_to_image.hpp"
#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/diffusion/solver/ddpm.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

/// The CPU backend, counting the bytes that are taken at a time.
struct weighed_backend : cpu<float> {
  static inline std::map<void*, std::size_t> held;
  static inline std::size_t now = 0, most = 0;

  static void* allocate(context& ctx, std::size_t bytes) {
    void* memory = cpu<float>::allocate(ctx, bytes);
    now += held[memory] = bytes;
    most = std::max(most, now);
    return memory;
  }
  static void release(context& ctx, void* memory) {
    now -= held[memory];
    held.erase(memory);
    cpu<float>::release(ctx, memory);
  }
};

struct tiled {
  exact_denoiser<linear_beta> network{normal_data, linear_beta(scaled_beta_range(200)), prediction_type::epsilon};
  solver_plan plan = ddpm{}.plan(network.schedule, steps(5).of(200), network.type);
  cpu_context ctx{2};
};

TEST(Tiles, GiveTheSameBitsAsOneBatch) {
  tiled of;
  const image_noise batch{.extent = {11, 4, 3, 1}, .seed = 5, .first_stream = 2};
  const auto at_once = sample<cpu<float>>(of.ctx, of.network, of.plan, batch);
  for (const index_t largest : {1, 4, 11, 64}) {
    std::vector<float> images;
    const sample_state state = sample_in_tiles<cpu<float>>(
        of.ctx, of.network, of.plan, batch, largest, [&](const sample_result<float>& tile, index_t first) {
          EXPECT_EQ(first * 12, static_cast<index_t>(images.size()));
          EXPECT_EQ(tile.extent, (shape{std::min<index_t>(largest, 11 - first), 4, 3, 1}));
          images.insert(images.end(), tile.images.begin(), tile.images.end());
        });
    EXPECT_EQ(state, sample_state::completed);
    EXPECT_EQ(images, at_once.images) << largest;
  }
}

TEST(Tiles, StartFromTheirOwnPictures) {
  tiled of;
  const shape extent{7, 4, 3, 1};
  const std::vector<float> pictures = some_numbers<float>(extent.size(), 3);
  const sample_options<float> options{.start_from = {pictures.data(), extent}};
  const solver_plan plan = at_strength(of.plan, 0.5);
  const auto at_once = sample<cpu<float>>(of.ctx, of.network, plan, {.extent = extent, .seed = 5}, options);
  std::vector<float> images;
  const auto keep = [&](const sample_result<float>& tile, index_t) {
    images.insert(images.end(), tile.images.begin(), tile.images.end());
  };
  sample_in_tiles<cpu<float>>(of.ctx, of.network, plan, {.extent = extent, .seed = 5}, 3, keep, options);
  EXPECT_EQ(images, at_once.images);
  EXPECT_TRUE(says(message_of([&] {
                     sample_in_tiles<cpu<float>>(of.ctx, of.network, plan, {.extent = {8, 4, 3, 1}}, 3, keep, options);
                   }),
                   {"tiles", "(8,4,3,1)", "got (7,4,3,1)"}));
}

TEST(Tiles, TenThousandImagesTakeTheMemoryOfOneTile) {
  tiled of;
  const auto most_for = [&](index_t count) {
    EXPECT_EQ(weighed_backend::now, 0u);
    weighed_backend::most = 0;
    index_t images = 0;
    sample_in_tiles<weighed_backend>(of.ctx, of.network, of.plan, {.extent = {count, 2, 2, 1}}, 64,
                                     [&](const sample_result<float>& tile, index_t) { images += tile.extent[0]; });
    EXPECT_EQ(images, count);
    return weighed_backend::most;
  };
  const std::size_t one = most_for(64);
  EXPECT_GE(one, 64 * 4 * sizeof(float) * 4) << "the registers of a tile were not seen";
  EXPECT_EQ(most_for(10000), one);
}

TEST(Tiles, EndWhereTheCallerSaysSo) {
  tiled of;
  index_t steps_done = 0, tiles = 0;
  sample_options<float> options;
  options.progress = [&](const sample_progress&) { return ++steps_done < 7; };
  const sample_state state = sample_in_tiles<cpu<float>>(
      of.ctx, of.network, of.plan, {.extent = {9, 2, 2, 1}}, 3,
      [&](const sample_result<float>& tile, index_t first) {
        EXPECT_EQ(tile.state == sample_state::completed, first == 0);
        ++tiles;
      },
      options);
  EXPECT_EQ(state, sample_state::cancelled);
  EXPECT_EQ(tiles, 2);
  EXPECT_EQ(steps_done, 7);
}

TEST(Tiles, SayWhatIsWrong) {
  const auto split = [](const shape& extent, index_t largest) {
    return message_of(
        [&] { for_each_tile({.extent = extent}, largest, [](const image_noise&, index_t) { return true; }); });
  };
  EXPECT_EQ(split({2, 1, 1, 1}, 1), "");
  EXPECT_TRUE(says(split({2, 1, 1, 1}, 0), {"at least 1 image in a tile", "got 0"}));
  EXPECT_TRUE(says(split({0, 1, 1, 1}, 1), {"(N,H,W,C)", "got (0,1,1,1)"}));
}

}  // namespace
