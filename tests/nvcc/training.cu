#include "archetype.cuh"
#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/nn/classifier.hpp"
#include "sfumato/nn/simple_unet.hpp"
#include "sfumato/optim/adam.hpp"
#include "sfumato/optim/sgd.hpp"
#include "sfumato/train/class_objective.hpp"
#include "sfumato/train/ddpm_objective.hpp"
#include "sfumato/train/edm_objective.hpp"
#include "sfumato/train/flow_objective.hpp"
#include "sfumato/train/recognizer.hpp"
#include "sfumato/train/training_step.hpp"

using backend = archetype<sfumato::bf16, float>;
using network = sfumato::simple_unet<backend>;

/// A conditioned network, every option, any objective, either optimizer.
template <class Optimizer, class Objective>
double train(backend::context& ctx, Objective objective, sfumato::view<const float> images,
             std::span<const int> labels) {
  network net(10);
  sfumato::parameter_slab<backend> slab(ctx, net);
  sfumato::training_step<backend, network, Objective, Optimizer> step(net, slab, std::move(objective), Optimizer(slab),
                                                                      {.max_grad_norm = 1});
  step(images, labels);
  double loss = 0;
  step.report([&](const auto& seen) { loss = seen.loss; });
  return loss;
}

template <class Optimizer>
double train_all(backend::context& ctx, sfumato::view<const float> images, std::span<const int> labels) {
  const sfumato::ddpm_options towards{.prediction = sfumato::prediction_type::v_prediction, .min_snr_gamma = 5};
  return train<Optimizer>(ctx, sfumato::ddpm_objective<backend>(ctx, sfumato::linear_beta(), towards), images, labels) +
         train<Optimizer>(ctx, sfumato::edm_objective<backend>(ctx), images, labels) +
         train<Optimizer>(ctx, sfumato::flow_objective<backend>(ctx), images, labels);
}

/// A classifier, by the same step.
double train_classifier(backend::context& ctx, sfumato::view<const float> images, std::span<const int> labels) {
  using net_type = sfumato::classifier<backend>;
  using objective = sfumato::class_objective<backend>;
  net_type net(10);
  sfumato::parameter_slab<backend> slab(ctx, net);
  sfumato::training_step<backend, net_type, objective, sfumato::adam<backend>> step(net, slab, objective(ctx, 10),
                                                                                    sfumato::adam<backend>(slab));
  step(images, labels);
  double loss = 0;
  step.report([&](const auto& seen) { loss = seen.loss; });
  return loss + sfumato::recognizer<backend, net_type>(ctx, net)(images).front().probability;
}

template double train_all<sfumato::adam<backend>>(backend::context&, sfumato::view<const float>, std::span<const int>);
template double train_all<sfumato::sgd<backend>>(backend::context&, sfumato::view<const float>, std::span<const int>);
