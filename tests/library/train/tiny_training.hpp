#pragma once

#include <vector>

#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/data/image_dataset.hpp"
#include "sfumato/data/synthetic_digits.hpp"
#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/io/model_card.hpp"
#include "sfumato/nn/simple_unet.hpp"
#include "sfumato/train/trainer.hpp"

namespace sfumato_test {

using namespace sfumato;

using tiny_backend = cpu<float>;
using tiny_unet = simple_unet<tiny_backend>;

inline image_dataset tiny_digits(index_t count = 44) { return stored(synthetic_digits(1, first_digits(2), count, 12)); }

/// 44 images in batches of 8: five of them and one of 4.
inline training_options tiny_options() {
  training_options options;
  options.batch_size = 8;
  return options;
}

/// A run of a tiny network with all that belongs to it; two of them share nothing.
struct tiny_training {
  cpu_context ctx;
  tiny_unet net;
  parameter_slab<tiny_backend> slab;
  trainer<tiny_backend, tiny_unet> training;

  explicit tiny_training(const training_options& options = tiny_options(), int threads = 1)
      : ctx(threads), net(options.classes, {2, 3, 4}), slab(started()), training(net, slab, schedule(), options) {}

  static linear_beta schedule() { return linear_beta(scaled_beta_range(50)); }
  static model_card card(const training_options& options = tiny_options()) {
    model_card about;
    about.network = "simple_unet";
    about.widths = {2, 3, 4};
    about.image = {12, 12, 1};
    about.classes = options.classes;
    about.labels = {0, 1};
    about.betas = scaled_beta_range(50);
    about.prediction = options.prediction;
    about.data = "tiny digits";
    return about;
  }

  /// Parameters, moving average and moments.
  std::vector<float> numbers() {
    std::vector<float> all;
    training.visit_arrays([&](const std::string&, tiny_unet array) {
      for_each_parameter(array, [&](const std::string&, parameter<float>& p) {
        all.insert(all.end(), p.value, p.value + p.extent.size());
      });
    });
    return all;
  }

 private:
  parameter_slab<tiny_backend> started() {
    parameter_slab<tiny_backend> fresh(ctx, net);
    fresh.initialize(net, 7);
    return fresh;
  }
};

}  // namespace sfumato_test
