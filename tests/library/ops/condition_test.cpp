#include "sfumato/ops/condition.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "../messages.hpp"
#include "sfumato/backend/cpu/cpu.hpp"

namespace {

using namespace sfumato;
using sfumato_test::message_of;
using B = cpu<float>;

/// Networks know how many classes they have.
struct of_classes {
  index_t count;
  index_t classes() const { return count; }
};

std::vector<whole> seen(const class_labels::batch<B>& batch, cpu_context& ctx) {
  graph<B> g(ctx);
  const view<whole> labels = g[batch.in(g).labels];
  return {labels.span().begin(), labels.span().end()};
}

TEST(ClassLabels, AreGivenToEachImageOrToAll) {
  cpu_context ctx(1);
  class_labels::batch<B> batch(of_classes{3});
  batch.give(ctx, std::vector<int>{0, 2, 1}, 3);
  EXPECT_EQ(seen(batch, ctx), (std::vector<whole>{0, 2, 1}));
  batch.give(ctx, std::vector<int>{2}, 2);
  EXPECT_EQ(seen(batch, ctx), (std::vector<whole>{2, 2}));
  batch.give_none(ctx, 2);
  EXPECT_EQ(seen(batch, ctx), (std::vector<whole>{3, 3}));
  batch.give(ctx, std::vector<int>{3, 0}, 2, true);
  EXPECT_EQ(seen(batch, ctx), (std::vector<whole>{3, 0}));
}

TEST(ClassLabels, AreDroppedAsOftenAsAsked) {
  cpu_context ctx(2);
  std::vector<int> labels;
  for (int n = 0; n < 10000; ++n) labels.push_back(n % 3);
  class_labels::batch<B> batch(of_classes{3});
  std::vector<whole> quarter;
  for (const double chance : {0.0, 0.25, 1.0}) {
    const whole step = 4;
    batch.give(ctx, labels, 10000);
    batch.drop(ctx, chance, 1, &step);
    int dropped = 0;
    const std::vector<whole> left = seen(batch, ctx);
    if (chance == 0.25) quarter = left;
    for (std::size_t n = 0; n < labels.size(); ++n) {
      if (left[n] == 3) {
        ++dropped;
      } else {
        ASSERT_EQ(left[n], labels[n]);
      }
    }
    // Standard deviation at most sqrt(10,000 / 4) = 50; five of them, none where nothing is left to chance.
    EXPECT_NEAR(dropped, 10000 * chance, chance == 0.25 ? 250 : 0) << chance;
  }
  const whole another = 5;
  batch.give(ctx, labels, 10000);
  batch.drop(ctx, 0.25, 1, &another);
  EXPECT_NE(seen(batch, ctx), quarter);
}

TEST(ClassLabels, NameWhatDoesNotFit) {
  cpu_context ctx(1);
  class_labels::batch<B> batch(of_classes{2}), none(of_classes{0});
  EXPECT_EQ(message_of([&] {
              batch.give(ctx, std::vector<int>{0, 2}, 2);
            }),
            "condition: expected labels from 0 to 1, got 2");
  EXPECT_EQ(message_of([&] {
              batch.give(ctx, std::vector<int>{0, -1}, 2);
            }),
            "condition: expected labels from 0 to 1, got -1");
  EXPECT_EQ(message_of([&] {
              batch.give(ctx, std::vector<int>{0, 1}, 3);
            }),
            "condition: expected a label for each of 3 images, got 2");
  EXPECT_EQ(
      message_of([&] { batch.give(ctx, {}, 3); }),
      "condition: expected a label for each of 3 images, since the network is conditioned on 2 classes, got none; "
      "give the denoiser labels, or set classes in the training options");
  EXPECT_EQ(message_of([&] { none.give(ctx, std::vector<int>{0}, 1); }),
            "condition: expected a network that takes labels, since 1 were given; this one was built without classes");
  no_condition::batch<B> never(0);
  EXPECT_EQ(message_of([&] {
              never.give(ctx, std::vector<int>{0, 1}, 2);
            }),
            "condition: expected a network that takes labels, since 2 were given");
  EXPECT_NO_THROW(none.give(ctx, {}, 5));
}

}  // namespace
