#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sfumato/sfumato.hpp"

/// The network of google/ddpm-cifar10-32 (Ho et al. 2020, table of appendix B), put together from nn/: 35,746,307
/// parameters, channels 128, 256, 256, 256 at 32, 16, 8 and 4 pixels, two residual blocks a resolution on the way down
/// and three on the way up, attention at 16 pixels and at the bottom. For timing: its weights are random.
template <sfumato::backend B>
struct cifar_unet {
  static constexpr sfumato::index_t channels[] = {128, 256, 256, 256};
  static constexpr int levels = 4, with_attention = 1;
  static constexpr sfumato::index_t time_channels = 512, parameters = 35'746'307;

  struct block {
    sfumato::resnet_block<B> resnet;
    std::optional<sfumato::attention_block<B>> attention;

    void visit(auto&& v) {
      v("resnet", resnet);
      if (attention) v("attention", *attention);
    }
    sfumato::value operator()(sfumato::graph<B>& g, sfumato::value x, sfumato::value emb,
                              sfumato::value skip = {}) const {
      const sfumato::value h = resnet(g, x, emb, skip);
      return attention ? (*attention)(g, h) : h;
    }
  };
  struct level {
    std::vector<block> blocks;
    std::optional<sfumato::downsample<B>> smaller;
    std::optional<sfumato::upsample<B>> larger;

    void visit(auto&& v) {
      for (std::size_t i = 0; i < blocks.size(); ++i) v(std::to_string(i), blocks[i]);
      if (smaller) v("smaller", *smaller);
      if (larger) v("larger", *larger);
    }
  };

  sfumato::conv2d<B> conv_in{3, channels[0]}, conv_out{channels[0], 3};
  sfumato::time_mlp<B> time_embedding{channels[0], time_channels};
  std::vector<level> down, up;
  block middle_first, middle_last;
  sfumato::group_norm<B> norm_out{channels[0]};

  cifar_unet() : middle_first(make(256, 256, true)), middle_last(make(256, 256, false)) {
    std::vector<sfumato::index_t> skips{channels[0]};
    sfumato::index_t now = channels[0];
    for (int i = 0; i < levels; ++i) {
      level& l = down.emplace_back();
      for (int k = 0; k < 2; ++k) {
        l.blocks.push_back(make(std::exchange(now, channels[i]), channels[i], i == with_attention));
        skips.push_back(now);
      }
      if (i + 1 == levels) continue;
      l.smaller.emplace(now, false);
      skips.push_back(now);
    }
    for (int i = levels - 1; i >= 0; --i) {
      level& l = up.emplace_back();
      for (int k = 0; k < 3; ++k) {
        l.blocks.push_back(make(std::exchange(now, channels[i]) + skips.back(), channels[i], i == with_attention));
        skips.pop_back();
      }
      if (i > 0) l.larger.emplace(now);
    }
  }

  sfumato::index_t image_channels() const { return 3; }

  void visit(auto&& v) {
    v("conv_in", conv_in);
    v("time_embedding", time_embedding);
    for (std::size_t i = 0; i < down.size(); ++i) v("down" + std::to_string(i), down[i]);
    v("middle_first", middle_first);
    v("middle_last", middle_last);
    for (std::size_t i = 0; i < up.size(); ++i) v("up" + std::to_string(i), up[i]);
    v("norm_out", norm_out);
    v("conv_out", conv_out);
  }

  /// x (N,32,32,3), t (N).
  sfumato::value operator()(sfumato::graph<B>& g, sfumato::value x, sfumato::real_value t) const {
    using namespace sfumato;
    const value emb = time_embedding(g, ops::time_embedding(g, t, {.dim = channels[0], .freq_shift = 1}));
    value h = conv_in(g, x);
    std::vector<value> skips{h};
    for (const level& l : down) {
      for (const block& b : l.blocks) skips.push_back(h = b(g, h, emb));
      if (l.smaller) skips.push_back(h = (*l.smaller)(g, h));
    }
    h = middle_last(g, middle_first(g, h, emb), emb);
    for (const level& l : up) {
      for (const block& b : l.blocks) {
        h = b(g, h, emb, skips.back());
        skips.pop_back();
      }
      if (l.larger) h = (*l.larger)(g, h);
    }
    return conv_out(g, norm_out(g, h, activation::silu));
  }

 private:
  static block make(sfumato::index_t in, sfumato::index_t out, bool attention) {
    block made{sfumato::resnet_block<B>(in, out, time_channels), {}};
    if (attention) made.attention.emplace(out);
    return made;
  }
};
