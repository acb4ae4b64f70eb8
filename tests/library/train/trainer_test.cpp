#include "sfumato/train/trainer.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "../io/temporary_folder.hpp"
#include "tiny_training.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

TEST(Trainer, LearnsToPredictTheNoise) {
  const image_dataset data = stored(synthetic_digits(1, first_digits(2), 128, 12));
  training_options options;
  options.batch_size = 16;
  options.learning_rate = 1e-2;
  tiny_training run(options);
  EXPECT_EQ(run.training.run(data, {.epochs = 12}), training_outcome::completed);
  const auto& history = run.training.history();
  ASSERT_EQ(history.size(), 12u);
  // A network that answers 0 has a loss of 1.
  EXPECT_GT(history.front().loss(), 0.5);
  EXPECT_LT(history.back().loss(), 0.4);
}

TEST(Trainer, AnEpochsLossIsTheMeanOverItsImages) {
  const image_dataset data = tiny_digits();
  tiny_training run;
  double sum = 0;
  std::vector<index_t> batches;
  training_run plan{.epochs = 2};
  plan.after_step = [&](const training_progress& p) {
    EXPECT_EQ(p.batches, 6);
    EXPECT_EQ(p.steps, p.epoch * 6 + p.batch + 1);
    batches.push_back(p.batch);
    sum += p.loss * (p.batch == 5 ? 4 : 8);
    EXPECT_DOUBLE_EQ(p.so_far.loss_sum, sum);
    return true;
  };
  plan.after_epoch = [&](const epoch_metrics& epoch) {
    EXPECT_DOUBLE_EQ(epoch.loss(), sum / 44);
    EXPECT_EQ(epoch.images, 44);
    EXPECT_GT(epoch.seconds, 0);
    EXPECT_DOUBLE_EQ(epoch.images_per_second(), 44 / epoch.seconds);
    sum = 0;
    return true;
  };
  run.training.run(data, plan);
  EXPECT_EQ(batches, (std::vector<index_t>{0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5}));
}

TEST(Trainer, ErrorsByTimestepAddUpToTheLoss) {
  const image_dataset data = tiny_digits();
  tiny_training run;
  run.training.run(data, {.epochs = 1});
  const epoch_metrics& epoch = run.training.history()[0];
  double sum = 0;
  index_t images = 0;
  for (std::size_t bin = 0; bin < epoch_metrics::bins; ++bin) {
    sum += epoch.error_in(bin) * static_cast<double>(epoch.bin_images[bin]);
    images += epoch.bin_images[bin];
  }
  EXPECT_EQ(images, 44);
  // Both are sums of floats over the same squares, 24 bits each.
  EXPECT_NEAR(sum, epoch.loss_sum, 1e-5 * sum);
}

TEST(Trainer, TheLastPartialBatchMayBeLeftOut) {
  const image_dataset data = tiny_digits();
  training_options options = tiny_options();
  options.drop_last = true;
  tiny_training run(options);
  run.training.run(data, {.epochs = 1});
  EXPECT_EQ(run.training.history()[0].images, 40);
  EXPECT_EQ(run.training.state().steps, 5);
}

TEST(Trainer, GivesTheSameBitsOnAnyNumberOfThreads) {
  const image_dataset data = tiny_digits(150);
  training_options options;
  options.batch_size = 64;
  options.max_grad_norm = 1;
  options.prediction = prediction_type::v_prediction;
  options.min_snr_gamma = 5;
  options.classes = 2;
  const auto numbers = [&](int threads) {
    tiny_training run(options, threads);
    run.training.run(data, {.epochs = 2});
    return run.numbers();
  };
  const auto one = numbers(1);
  EXPECT_EQ(numbers(2), one);
  EXPECT_EQ(numbers(3), one);
}

TEST(Trainer, StopsWhenAskedAndGoesOnToTheSameBits) {
  const image_dataset data = tiny_digits();
  tiny_training straight, halting;
  straight.training.run(data, {.epochs = 2});
  training_run plan{.epochs = 2};
  plan.after_step = [](const training_progress& p) { return p.steps % 4 != 0; };
  int stops = 0;
  while (halting.training.run(data, plan) == training_outcome::stopped) ++stops;
  EXPECT_EQ(stops, 2);  // after steps 4 and 8; step 12 was the last anyway
  EXPECT_EQ(halting.numbers(), straight.numbers());
  EXPECT_EQ(halting.training.history()[1].loss_sum, straight.training.history()[1].loss_sum);
}

TEST(Trainer, FollowsTheLearningRateSchedule) {
  const image_dataset data = tiny_digits(8);
  training_options options = tiny_options();
  options.rate = {.warmup_steps = 5};
  tiny_training run(options);
  const auto parameters = [&] { return std::vector<float>(run.slab.values(), run.slab.values() + run.slab.size()); };
  const auto start = parameters();
  run.training.run(data, {.epochs = 1});
  EXPECT_EQ(parameters(), start) << "the warm-up begins with a rate of 0";
  run.training.run(data, {.epochs = 2});
  EXPECT_NE(parameters(), start);
}

TEST(Trainer, ALossThatIsNotFiniteStopsItBeforeAnythingChanges) {
  const image_dataset data = tiny_digits();
  tiny_training run;
  run.training.run(data, {.epochs = 1});
  const auto before = run.numbers();
  std::vector<float> images(8 * 144, std::numeric_limits<float>::infinity());
  const std::string message = message_of([&] { run.training.step({images.data(), {8, 12, 12, 1}}); });
  EXPECT_TRUE(says(message, {"training", "loss", "nan", "step 7", "epoch 2", "batch 1", "learning rate"})) << message;
  EXPECT_EQ(run.numbers(), before);
  EXPECT_EQ(run.training.state().steps, 6);
}

TEST(Trainer, PixelsFrom0To255AreRefusedBeforeAnythingIsLearned) {
  image_dataset bytes({12, 12, 1}, {0});
  for (int i = 0; i < 20; ++i) bytes.add(0)[5] = i == 3 ? 255.0f : 0.0f;
  tiny_training run;
  const auto before = run.numbers();
  const std::string message = message_of([&] { run.training.run(bytes, {.epochs = 1}); });
  EXPECT_TRUE(says(message, {"training", "[-1,1]", "got 255 in image 3", "v / 127.5 - 1"})) << message;
  EXPECT_EQ(run.numbers(), before);
  run.training.run(tiny_digits(8), {.epochs = 1});  // what was refused is forgotten
}

TEST(Trainer, ARateFarTooHighIsNamed) {
  const image_dataset data = tiny_digits();
  training_options options = tiny_options();
  options.learning_rate = 1e20;
  tiny_training run(options);
  const std::string message = message_of([&] { run.training.run(data, {.epochs = 8}); });
  EXPECT_TRUE(says(message, {"training", "loss became", "step"})) << message;
}

/// Predicts the noise as a multiple of x alone.
struct scaled_input {
  conv2d<tiny_backend> conv{1, 1, 1};
  void visit(auto&& v) { v("conv", conv); }
  value operator()(graph<tiny_backend>& g, value x, real_value) const { return conv(g, x); }
};

TEST(Trainer, TrainsAnyCallable) {
  using B = tiny_backend;
  cpu_context ctx(1);
  scaled_input net;
  parameter_slab<B> slab(ctx, net);
  slab.initialize(net, 0);
  trainer<B, scaled_input> training(net, slab, tiny_training::schedule(), tiny_options());
  training.run(tiny_digits(), {.epochs = 2});
  EXPECT_LT(training.history()[1].loss(), training.history()[0].loss());
  training_options conditioned = tiny_options();
  conditioned.classes = 2;
  EXPECT_TRUE(says(message_of([&] { trainer<B, scaled_input>(net, slab, tiny_training::schedule(), conditioned); }),
                   {"takes labels", "classes = 2"}));
}

TEST(Trainer, NamesOptionsAndDataThatDoNotFit) {
  const auto with = [](auto&& change) {
    training_options options = tiny_options();
    change(options);
    return message_of([&] { tiny_training run(options); });
  };
  EXPECT_TRUE(says(with([](auto& o) { o.batch_size = 0; }), {"batch size", "got 0"}));
  EXPECT_TRUE(says(with([](auto& o) { o.learning_rate = 0; }), {"learning rate", "got 0"}));
  EXPECT_TRUE(says(with([](auto& o) { o.label_drop = 1.5; }), {"label_drop", "1.5"}));
  EXPECT_TRUE(says(with([](auto& o) { o.max_grad_norm = -1; }), {"max_grad_norm", "-1"}));
  EXPECT_TRUE(says(with([](auto& o) { o.optimizer.beta1 = 2; }), {"betas", "got 2"}));
  EXPECT_TRUE(says(with([](auto& o) { o.average.decay = 1; }), {"decay"}));
  tiny_training run;
  run.training.run(tiny_digits(16), {.epochs = 1});
  EXPECT_TRUE(says(message_of([&] { run.training.run(tiny_digits(24), {.epochs = 2}); }), {"16 images", "got 24"}));
}

}  // namespace
