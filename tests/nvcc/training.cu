#include "archetype.cuh"
#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/nn/simple_unet.hpp"
#include "sfumato/optim/adam.hpp"
#include "sfumato/optim/sgd.hpp"
#include "sfumato/train/ddpm_objective.hpp"
#include "sfumato/train/training_step.hpp"

using backend = archetype<sfumato::bf16, float>;
using network = sfumato::simple_unet<backend>;

/// A conditioned network, every option, either optimizer.
template <class Optimizer>
double train(backend::context& ctx, sfumato::view<const float> images, std::span<const int> labels) {
  network net(10);
  sfumato::parameter_slab<backend> slab(ctx, net);
  const sfumato::ddpm_options towards{.prediction = sfumato::prediction_type::v_prediction, .min_snr_gamma = 5};
  sfumato::training_step<backend, network, sfumato::ddpm_objective<backend>, Optimizer> step(
      net, slab, {ctx, sfumato::linear_beta(), towards}, Optimizer(slab), {.max_grad_norm = 1});
  step(images, labels);
  double loss = 0;
  step.report([&](const auto& seen) { loss = seen.loss; });
  return loss;
}

template double train<sfumato::adam<backend>>(backend::context&, sfumato::view<const float>, std::span<const int>);
template double train<sfumato::sgd<backend>>(backend::context&, sfumato::view<const float>, std::span<const int>);
