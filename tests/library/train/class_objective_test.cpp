#include "sfumato/train/class_objective.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "../counting_backend.hpp"
#include "../io/temporary_folder.hpp"
#include "../messages.hpp"
#include "../weighted_sum.hpp"
#include "sfumato/nn/classifier.hpp"
#include "sfumato/train/checkpoint.hpp"
#include "sfumato/train/recognizer.hpp"
#include "tiny_training.hpp"

namespace {

using namespace sfumato_test;
using tiny_classifier = classifier<tiny_backend>;

/// A run of a tiny classifier with all that belongs to it.
struct learning {
  using towards = class_objective<tiny_backend>;

  cpu_context ctx;
  tiny_classifier net;
  parameter_slab<tiny_backend> slab;
  trainer<tiny_backend, tiny_classifier, towards> training;

  explicit learning(index_t classes, int threads = 1, const unet_widths& widths = {2, 3, 4})
      : ctx(threads),
        net(classes, widths),
        slab(started()),
        training(net, slab, towards(ctx, classes), adam<tiny_backend>(slab), options()) {}

  static training_options options() {
    training_options chosen = tiny_options();
    chosen.learning_rate = 3e-3;
    return chosen;
  }
  static model_card card() {
    model_card about = tiny_training::card();
    about.network = "classifier";
    about.objective = "classes";
    return about;
  }
  std::vector<float> numbers() const {
    return {std::as_const(slab).values(), std::as_const(slab).values() + slab.size()};
  }

 private:
  parameter_slab<tiny_backend> started() {
    parameter_slab<tiny_backend> fresh(ctx, net);
    fresh.initialize(net, 7);
    return fresh;
  }
};

TEST(ClassObjective, AStepNeverAsksTheHostAndSeesTheSameAddresses) {
  using C = counting_backend;
  cpu_context ctx(2);
  classifier<C> net(3, {4, 5, 6});
  parameter_slab<C> slab(ctx, net);
  slab.initialize(net, 7);
  training_step<C, classifier<C>, class_objective<C>, adam<C>> step(net, slab, class_objective<C>(ctx, 3),
                                                                    adam<C>(slab), {.report_every = 10});
  const shape extent{6, 8, 8, 1};
  const auto images = some_numbers<float>(extent.size(), 1);
  const std::vector<int> labels = {0, 1, 2, 0, 1, 2};
  step({images.data(), extent}, labels);
  std::vector<const void*> first;
  for (int k = 0; k < 4; ++k) {
    C::forget();
    step({images.data(), extent}, labels);
    EXPECT_EQ(C::seen.uploads, 2) << "images and labels";
    EXPECT_EQ(C::seen.downloads + C::seen.waits + C::seen.allocations, 0);
    if (first.empty()) first = C::addresses;
    EXPECT_EQ(C::addresses, first);
  }
}

TEST(ClassObjective, TheFirstLossIsNearTheLogarithmOfTheNumberOfClassesAndErrorsAreOnesAndNoughts) {
  learning run(2);
  const image_dataset digits = tiny_digits();
  run.training.run(digits, {.epochs = 1, .after_step = [](const training_progress&) { return false; }});
  const epoch_metrics& seen = run.training.state().current;
  EXPECT_NEAR(seen.loss(), std::log(2.0), 0.3);
  double wrong = 0;
  index_t images = 0;
  for (std::size_t bin = 0; bin < epoch_metrics::bins; ++bin) {
    wrong += seen.bin_error_sum[bin];
    images += seen.bin_images[bin];
    EXPECT_TRUE(bin == 0 || bin == 5 || seen.bin_images[bin] == 0) << "of two classes, each has its bin";
  }
  EXPECT_EQ(images, 8);
  EXPECT_EQ(wrong, std::round(wrong));
  EXPECT_LE(wrong, 8);
}

TEST(ClassObjective, AShortTrainingTellsDigitsApartThatItNeverSaw) {
  const auto three = first_digits(3);
  const image_dataset seen = stored(synthetic_digits(1, three, 300, 12));
  const image_dataset others = stored(synthetic_digits(2, three, 200, 12));
  learning run(3, 1, {8, 12, 16});
  const auto share = [&](const image_dataset& of) {
    return recognizer<tiny_backend, tiny_classifier>(run.ctx, run.net).accuracy(of, 64).share();
  };
  EXPECT_LT(share(others), 0.6) << "which nobody does without learning";
  run.training.run(seen, {.epochs = 12});
  EXPECT_GT(share(seen), 0.95);
  EXPECT_GT(share(others), 0.9);
  EXPECT_LT(run.training.history().back().loss(), 0.3);
  double wrong = 0;
  for (const double sum : run.training.history().back().bin_error_sum) wrong += sum;
  EXPECT_LT(wrong / 300, 0.1) << "errors of the epoch are shares of images";
}

TEST(ClassObjective, AResumedRunEndsInTheSameBitsOnAnyNumberOfThreads) {
  temporary_folder folder;
  const auto path = folder / "run.checkpoint";
  const image_dataset data = tiny_digits();
  learning straight(2);
  straight.training.run(data, {.epochs = 2});
  {
    learning first(2);
    first.training.run(data, {.epochs = 2, .after_step = [](const training_progress& p) { return p.steps < 7; }});
    save_checkpoint(path, first.training, learning::card());
  }
  learning second(2, 2);
  load_checkpoint(path, second.training, learning::card());
  EXPECT_EQ(second.training.state().steps, 7);
  second.training.run(data, {.epochs = 2});
  EXPECT_EQ(second.numbers(), straight.numbers());
  EXPECT_EQ(second.training.history()[1].bin_error_sum, straight.training.history()[1].bin_error_sum);
}

TEST(ClassObjective, NamesWhatDoesNotFit) {
  cpu_context ctx(1);
  EXPECT_TRUE(says(message_of([&] { class_objective<tiny_backend> of_one(ctx, 1); }), {"at least 2 classes", "got 1"}));
  learning run(3);
  const std::vector<float> pixels(4 * 64);
  const auto step = [&](const shape& extent, const std::vector<int>& labels) {
    return message_of([&] { run.training.step({pixels.data(), extent}, labels); });
  };
  EXPECT_EQ(step({4, 8, 8, 1}, {0, 1}), "training: expected a label for each of 4 images, got 2");
  EXPECT_EQ(step({2, 8, 8, 1}, {0, 3}), "training: expected labels from 0 to 2, got 3");
  EXPECT_EQ(step({2, 8, 8, 1}, {-1, 0}), "training: expected labels from 0 to 2, got -1");
  EXPECT_TRUE(says(step({64}, {0}), {"expected images (N,H,W,C)", "(64)"}));
  EXPECT_EQ(step({2, 8, 8, 1}, {2, 0}), "");
  // Labels reach the loss alone: were the network conditioned on them, it would learn nothing.
  training_options told = learning::options();
  told.classes = 3;
  const auto conditioned = [&] {
    trainer<tiny_backend, tiny_classifier, learning::towards>(run.net, run.slab, learning::towards(run.ctx, 3),
                                                              adam<tiny_backend>(run.slab), told);
  };
  EXPECT_TRUE(says(message_of(conditioned), {"training", "classes = 3"}));
}

TEST(Recognizer, IsAsSureAsSoftmaxSaysAndCountsWhatItGotRight) {
  learning run(2);
  const image_dataset digits = tiny_digits(21);
  recognizer<tiny_backend, tiny_classifier> at_work(run.ctx, run.net);
  index_t right = 0, next = 0;
  at_work.each(digits, 8, [&](index_t i, const recognized& seen) {
    EXPECT_EQ(i, next++) << "each image once, the last batch filled up by others";
    EXPECT_GE(seen.probability, 0.5);
    EXPECT_LE(seen.probability, 1);
    right += seen.label == digits.label(i) ? 1 : 0;
  });
  EXPECT_EQ(next, 21);
  const accuracy_result counted = recognizer<tiny_backend, tiny_classifier>(run.ctx, run.net).accuracy(digits, 1000);
  EXPECT_EQ(counted.images, 21);
  EXPECT_EQ(counted.right, right);
  EXPECT_NEAR(counted.share(), static_cast<double>(right) / 21, 1e-15);
  EXPECT_TRUE(says(message_of([&] {
                     at_work({digits[0].data(), {1, 12, 12, 1}});
                   }),
                   {"recognizer", "(8,12,12,1)", "(1,12,12,1)"}));
}

}  // namespace
