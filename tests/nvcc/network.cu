#include "archetype.cuh"
#include "sfumato/nn/attention_block.hpp"
#include "sfumato/nn/downsample.hpp"
#include "sfumato/nn/resnet_block.hpp"
#include "sfumato/nn/simple_unet.hpp"
#include "sfumato/nn/time_mlp.hpp"
#include "sfumato/nn/upsample.hpp"
#include "sfumato/ops/mse.hpp"
#include "sfumato/tensor/inference.hpp"
#include "sfumato/tensor/parameter.hpp"

static_assert(sfumato::backend<archetype<float>> && sfumato::backend<archetype<double>>);

template <class T>
void training_step(typename archetype<T>::context& ctx, sfumato::view<const T> x, sfumato::view<const T> t) {
  sfumato::simple_unet<archetype<T>> network;
  sfumato::parameter_slab<archetype<T>> slab(ctx, network);
  slab.initialize(network, 0);
  sfumato::graph<archetype<T>> g(ctx);
  const sfumato::value images = g.input(x);
  g.backward(sfumato::ops::mse(g, network(g, images, g.input(t)), images));
}

template <class T>
sfumato::view<T> inference_step(typename archetype<T>::context& ctx, sfumato::view<const T> x,
                                sfumato::view<const T> t) {
  sfumato::simple_unet<archetype<T>> network;
  sfumato::inference<archetype<T>> run(ctx);
  return run([&](sfumato::graph<archetype<T>>& g) { return network(g, g.input(x), g.input(t)); });
}

template void training_step<float>(archetype<float>::context&, sfumato::view<const float>, sfumato::view<const float>);
template void training_step<double>(archetype<double>::context&, sfumato::view<const double>,
                                    sfumato::view<const double>);
template sfumato::view<float> inference_step<float>(archetype<float>::context&, sfumato::view<const float>,
                                                    sfumato::view<const float>);

/// The blocks of the large U-Net, forward and backward.
void train_blocks(archetype<float>::context& ctx, sfumato::view<const float> x, sfumato::view<const float> t) {
  using B = archetype<float>;
  sfumato::graph<B> g(ctx);
  const sfumato::value images = g.input(x);
  const sfumato::value embedding = sfumato::time_mlp<B>(32, 128)(g, sfumato::ops::time_embedding(g, g.input(t), 32));
  sfumato::value h = sfumato::resnet_block<B>(32, 64, 128)(g, images, embedding);
  h = sfumato::attention_block<B>(64)(g, h);
  h = sfumato::upsample<B>(64)(g, sfumato::downsample<B>(64)(g, h));
  h = sfumato::resnet_block<B>(96, 32, 128)(g, h, embedding, images);
  g.backward(sfumato::ops::mse(g, h, images));
}
