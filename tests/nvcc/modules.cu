#include "archetype.cuh"
#include "sfumato/nn/attention_block.hpp"
#include "sfumato/nn/classifier.hpp"
#include "sfumato/nn/downsample.hpp"
#include "sfumato/nn/resnet_block.hpp"
#include "sfumato/nn/time_mlp.hpp"
#include "sfumato/nn/unet2d/unet2d.hpp"
#include "sfumato/nn/upsample.hpp"
#include "sfumato/ops/activation.hpp"
#include "sfumato/ops/add.hpp"
#include "sfumato/ops/cast.hpp"
#include "sfumato/ops/cross_entropy.hpp"
#include "sfumato/ops/mse.hpp"
#include "sfumato/ops/pool.hpp"
#include "sfumato/ops/scale.hpp"
#include "sfumato/ops/time_embedding.hpp"
#include "sfumato/tensor/gradcheck.hpp"
#include "sfumato/tensor/parameter.hpp"

using backend = archetype<sfumato::bf16, double>;
static_assert(sfumato::parameter_count(sfumato::resnet_block<backend>(8, 16, 12, {.groups = 4})) > 0);

/// The blocks of the professional network, forward and backward.
void blocks(backend::context& ctx, sfumato::view<const double> x, sfumato::view<const double> t) {
  sfumato::resnet_block<backend> down(8, 8, 12, {.groups = 4}), up(16, 8, 12, {.groups = 4});
  sfumato::attention_block<backend> attention(8, {.heads = 2, .groups = 4});
  sfumato::downsample<backend> half(8, false);
  sfumato::upsample<backend> doubled(8);
  sfumato::time_mlp<backend> mlp(8, 12);
  sfumato::parameter_slab<backend> slab(ctx, down);
  sfumato::graph<backend> g(ctx);
  const sfumato::value emb = mlp(g, sfumato::ops::time_embedding(g, g.input(t), 8));
  const sfumato::value first = down(g, sfumato::ops::to_scalar(g, g.input(x)), emb);
  const sfumato::value h = up(g, doubled(g, attention(g, half(g, first))), emb, first);
  g.backward(sfumato::ops::mse(g, sfumato::ops::to_real(g, h), g.input(x)));
}

/// All that a configuration can ask for.
void professional_network(backend::context& ctx, sfumato::view<const double> x, sfumato::view<const double> t,
                          sfumato::view<const sfumato::whole> labels) {
  sfumato::unet2d_config config;
  config.num_class_embeds = 10;
  sfumato::unet2d<backend> net(config);
  sfumato::parameter_slab<backend> slab(ctx, net);
  sfumato::graph<backend> g(ctx);
  const sfumato::value y = net(g, sfumato::ops::to_scalar(g, g.input(x)), g.input(t), {g.input(labels)});
  g.backward(sfumato::ops::mse(g, sfumato::ops::to_real(g, y), g.input(x)));
}

/// The operations that no block uses.
void operations(backend::context& ctx, sfumato::view<const double> x) {
  sfumato::graph<backend> g(ctx);
  const sfumato::value in = sfumato::ops::to_scalar(g, g.input(x));
  const sfumato::value sum = sfumato::ops::add(g, sfumato::ops::relu(g, in), sfumato::ops::scale(g, in, 2));
  g.backward(sfumato::ops::mse(g, sfumato::ops::to_real(g, sfumato::ops::avg_pool(g, sum)), g.input(x)));
}

/// A classifier, forward and backward.
void classifying(backend::context& ctx, sfumato::view<const double> x, sfumato::view<const double> t,
                 sfumato::view<const sfumato::whole> labels) {
  sfumato::classifier<backend> net(10);
  sfumato::parameter_slab<backend> slab(ctx, net);
  sfumato::graph<backend> g(ctx);
  const sfumato::value y = net(g, sfumato::ops::to_scalar(g, g.input(x)), g.input(t));
  g.backward(sfumato::ops::cross_entropy(g, sfumato::ops::to_real(g, y), g.input(labels)));
}

sfumato::gradcheck_result gradients(backend::context& ctx, double* x, double* grad, sfumato::shape extent) {
  return sfumato::check_gradients<backend>(ctx, {{x, grad, extent.size()}}, [&](sfumato::graph<backend>& g) {
    const sfumato::real_value in = g.input({x, extent}, grad);
    return sfumato::ops::mse(g, sfumato::ops::to_real(g, sfumato::ops::silu(g, sfumato::ops::to_scalar(g, in))), in);
  });
}
