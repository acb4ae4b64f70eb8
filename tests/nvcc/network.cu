#include "archetype.cuh"
#include "sfumato/nn/simple_unet.hpp"
#include "sfumato/ops/cast.hpp"
#include "sfumato/ops/mse.hpp"
#include "sfumato/optim/adam.hpp"
#include "sfumato/optim/gradient_clip.hpp"
#include "sfumato/optim/sgd.hpp"
#include "sfumato/tensor/inference.hpp"
#include "sfumato/tensor/parameter.hpp"

using narrow = archetype<sfumato::bf16, float>;
using wide = archetype<double, double>;
static_assert(sfumato::backend<narrow> && sfumato::backend<wide>);

/// Forward, backward and both optimizers.
template <class B>
void training_step(typename B::context& ctx, sfumato::view<const typename B::real> x,
                   sfumato::view<const typename B::real> t, sfumato::view<const sfumato::whole> labels) {
  sfumato::simple_unet<B> network(10);
  sfumato::parameter_slab<B> slab(ctx, network);
  slab.initialize(network, 0);
  sfumato::graph<B> g(ctx);
  const sfumato::value y = network(g, sfumato::ops::to_scalar(g, g.input(x)), g.input(t), {g.input(labels)});
  g.backward(sfumato::ops::mse(g, sfumato::ops::to_real(g, y), g.input(x)));
  sfumato::gradient_clip<B> clip(ctx, 1);
  sfumato::ema<B> average(slab);
  sfumato::adam<B>(slab).step(slab, {.grad_scale = clip.factor(slab), .average = &average});
  sfumato::sgd<B>(slab).step(slab, {});
}

template <class B>
sfumato::view<typename B::real> inference_step(typename B::context& ctx, sfumato::view<const typename B::real> x,
                                               sfumato::view<const typename B::real> t) {
  sfumato::simple_unet<B> network;
  sfumato::inference<B> run(ctx);
  return run([&](sfumato::graph<B>& g) {
    return sfumato::ops::to_real(g, network(g, sfumato::ops::to_scalar(g, g.input(x)), g.input(t)));
  });
}

template void training_step<narrow>(narrow::context&, sfumato::view<const float>, sfumato::view<const float>,
                                    sfumato::view<const sfumato::whole>);
template void training_step<wide>(wide::context&, sfumato::view<const double>, sfumato::view<const double>,
                                  sfumato::view<const sfumato::whole>);
template sfumato::view<float> inference_step<narrow>(narrow::context&, sfumato::view<const float>,
                                                     sfumato::view<const float>);
