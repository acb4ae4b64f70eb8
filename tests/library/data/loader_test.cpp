#include "sfumato/data/loader.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <set>
#include <stdexcept>

#include "../io/temporary_folder.hpp"
#include "sfumato/data/image_dataset.hpp"
#include "sfumato/data/synthetic_digits.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

/// Image i is filled with i, so every batch shows which images it holds.
struct numbered {
  index_t count = 10;
  index_t broken = -1;

  index_t size() const { return count; }
  shape image_shape() const { return {2, 3, 1}; }
  template <class T>
  void get(index_t i, std::span<T> out) const {
    if (i == broken) throw std::runtime_error("image 7 is broken");
    for (T& v : out) v = static_cast<T>(i);
  }
  int label(index_t i) const { return static_cast<int>(i % 3); }
};

struct numbered_endless : numbered {
  static constexpr bool endless = true;
};

template <class T>
std::vector<int> indices(const image_batch<T>& batch) {
  std::vector<int> result;
  for (index_t n = 0; n < batch.images.extent[0]; ++n) {
    const auto row = batch.images.row(n);
    for (const T v : row) EXPECT_EQ(v, row[0]);
    EXPECT_EQ(batch.labels[static_cast<std::size_t>(n)], static_cast<int>(row[0]) % 3);
    result.push_back(static_cast<int>(row[0]));
  }
  return result;
}

template <class Loader>
std::vector<std::vector<int>> take(Loader& batches, int count) {
  std::vector<std::vector<int>> result;
  for (int k = 0; k < count; ++k) result.push_back(indices(batches.next()));
  return result;
}

TEST(Loader, AnEpochHoldsEveryImageOnceAndEndsWithAPartialBatch) {
  const numbered data;
  loader<float, numbered> batches(data, {.batch_size = 4, .seed = 1});
  EXPECT_EQ(batches.batches_per_epoch(), 3);
  for (index_t epoch = 0; epoch < 3; ++epoch) {
    std::multiset<int> seen;
    for (index_t b = 0; b < 3; ++b) {
      const auto batch = batches.next();
      EXPECT_EQ(batch.position, (loader_position{epoch, b}));
      EXPECT_EQ(batch.images.extent, (shape{b < 2 ? 4 : 2, 2, 3, 1}));
      EXPECT_EQ(static_cast<index_t>(batch.labels.size()), batch.images.extent[0]);
      for (const int i : indices(batch)) seen.insert(i);
    }
    EXPECT_EQ(seen, (std::multiset<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
  }
}

TEST(Loader, DropsThePartialBatchOnRequest) {
  const numbered data;
  loader<float, numbered> batches(data, {.batch_size = 4, .drop_last = true});
  EXPECT_EQ(batches.batches_per_epoch(), 2);
  for (int k = 0; k < 6; ++k) EXPECT_EQ(batches.next().images.extent[0], 4);
  EXPECT_EQ(batches.position(), (loader_position{3, 0}));
}

TEST(Loader, KeepsTheOrderOfTheDataWithoutShuffling) {
  const numbered data;
  loader<double, numbered> batches(data, {.batch_size = 5, .shuffle = false});
  EXPECT_EQ(take(batches, 3), (std::vector<std::vector<int>>{{0, 1, 2, 3, 4}, {5, 6, 7, 8, 9}, {0, 1, 2, 3, 4}}));
}

TEST(Loader, TheOrderIsAPureFunctionOfSeedAndEpoch) {
  const numbered data{100};
  loader<float, numbered> one(data, {.batch_size = 7, .seed = 5}), same(data, {.batch_size = 7, .seed = 5}),
      other(data, {.batch_size = 7, .seed = 6});
  const auto batches = take(one, 30);
  EXPECT_EQ(take(same, 30), batches);
  EXPECT_NE(take(other, 30), batches);
  std::vector<index_t> order(100), next(100);
  shuffled_order(5, 0, order);
  shuffled_order(5, 1, next);
  EXPECT_NE(order, next);
  for (std::size_t k = 0; k < 7; ++k) EXPECT_EQ(batches[0][k], order[k]);
  for (std::size_t k = 0; k < 7; ++k) EXPECT_EQ(batches[15][k], next[k]);
}

TEST(Loader, AShuffleIsFair) {
  // Each of 5 values comes first in 1/5 of 5000 shuffles: 1000, standard deviation sqrt(5000 0.2 0.8) = 28; 5 of them.
  std::vector<int> first(5), last(5);
  for (index_t epoch = 0; epoch < 5000; ++epoch) {
    std::vector<index_t> order(5);
    shuffled_order(1, epoch, order);
    ++first[static_cast<std::size_t>(order[0])];
    ++last[static_cast<std::size_t>(order[4])];
  }
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_NEAR(first[i], 1000, 141);
    EXPECT_NEAR(last[i], 1000, 141);
  }
}

TEST(Loader, AResumedRunSeesTheSameBatches) {
  const numbered data{50};
  const loader_options options{.batch_size = 8, .seed = 3};
  loader<float, numbered> whole(data, options);
  const auto batches = take(whole, 25);
  for (const int stop : {0, 1, 6, 7, 8, 20}) {
    loader<float, numbered> first(data, options);
    take(first, stop);
    const loader_position saved = first.position();
    loader<float, numbered> resumed(data, options, saved);
    EXPECT_EQ(resumed.position(), saved);
    EXPECT_EQ(take(resumed, 25 - stop), std::vector<std::vector<int>>(batches.begin() + stop, batches.end())) << stop;
    first.seek({});
    EXPECT_EQ(take(first, 25), batches);
    first.seek(saved);
    EXPECT_EQ(take(first, 25 - stop), std::vector<std::vector<int>>(batches.begin() + stop, batches.end())) << stop;
  }
  loader<float, numbered> past_the_end(data, options, {0, 7});
  EXPECT_EQ(past_the_end.position(), (loader_position{1, 0}));
}

TEST(Loader, AnEndlessDatasetShowsNewImagesEveryEpoch) {
  const numbered_endless data;
  loader<float, numbered_endless> batches(data, {.batch_size = 10});
  for (int epoch = 0; epoch < 3; ++epoch) {
    const auto seen = take(batches, 1)[0];
    EXPECT_EQ(std::set<int>(seen.begin(), seen.end()).size(), 10u);
    for (const int i : seen) EXPECT_EQ(i / 10, epoch);
  }
}

TEST(Loader, ABatchStaysValidUntilTheNextAndMemoryIsReused) {
  const numbered data{64};
  loader<float, numbered> batches(data, {.batch_size = 8});
  std::set<const float*> places;
  for (int k = 0; k < 40; ++k) {
    const auto batch = batches.next();
    const auto before = indices(batch);
    std::this_thread::sleep_for(std::chrono::microseconds(200));  // time for the next batch to be prepared
    EXPECT_EQ(indices(batch), before);
    places.insert(batch.images.data);
  }
  EXPECT_EQ(places.size(), 2u);
}

TEST(Loader, RethrowsWhatTheDatasetThrew) {
  const numbered data{10, 7};
  loader<float, numbered> batches(data, {.batch_size = 5, .shuffle = false});
  batches.next();
  for (int k = 0; k < 2; ++k) {
    try {
      batches.next();
      FAIL() << "expected an exception";
    } catch (const std::runtime_error& e) {
      EXPECT_STREQ(e.what(), "image 7 is broken");
    }
  }
  EXPECT_EQ(batches.position(), (loader_position{0, 1}));
  batches.seek({3, 0});
  EXPECT_EQ(take(batches, 1)[0], (std::vector<int>{0, 1, 2, 3, 4}));
}

TEST(Loader, MayBeDestroyedAtAnyTime) {
  const synthetic_digits data(1);
  for (int k = 0; k < 50; ++k) {
    loader<float, synthetic_digits> batches(data, {.batch_size = 64});
    for (int n = 0; n < k % 3; ++n) batches.next();
  }
}

TEST(Loader, WorksWithStoredAndSyntheticImages) {
  const synthetic_digits drawn(1, first_digits(4), 100);
  const image_dataset kept = stored(drawn);
  loader<double, synthetic_digits> a(drawn, {.batch_size = 32, .seed = 2});
  loader<double, image_dataset> b(kept, {.batch_size = 32, .seed = 2});
  for (int k = 0; k < 4; ++k) {
    const auto x = a.next(), y = b.next();
    EXPECT_TRUE(std::equal(x.images.span().begin(), x.images.span().end(), y.images.span().begin()));
    EXPECT_TRUE(std::equal(x.labels.begin(), x.labels.end(), y.labels.begin(), y.labels.end()));
  }
}

TEST(Loader, NamesOptionsThatGiveNoBatch) {
  const numbered data;
  using numbers = loader<float, numbered>;
  EXPECT_TRUE(says(message_of([&] { numbers(data, {.batch_size = 0}); }), {"batch size", "got 0"}));
  EXPECT_TRUE(says(message_of([&] { numbers(data, {.batch_size = 11, .drop_last = true}); }), {"11", "10", "none"}));
  EXPECT_TRUE(says(message_of([&] { numbers(numbered{0}, {}); }), {"got 0"}));
  EXPECT_TRUE(says(message_of([&] { numbers(data, {.batch_size = 5}, {0, 3}); }), {"2 batches", "batch 3"}));
  EXPECT_TRUE(says(message_of([&] { numbers(data, {.batch_size = 5}, {-1, 0}); }), {"epoch -1"}));
  numbers larger(data, {.batch_size = 128});
  EXPECT_EQ(larger.next().images.extent[0], 10);
}

/// Its last label is one more than an int can be.
struct far_labels : numbered {
  std::int64_t label(index_t i) const { return i == 9 ? std::int64_t{1} << 31 : i % 3; }
};

TEST(Loader, RefusesALabelThatIsNoInt) {
  const far_labels data;
  loader<float, far_labels> batches(data, {.batch_size = 5, .shuffle = false});
  EXPECT_EQ(indices(batches.next()).back(), 4);
  EXPECT_TRUE(says(message_of([&] { batches.next(); }), {"label", "got 2147483648"}));
}

TEST(Loader, ABatchSizeWithoutEndIsOneBatchAnEpoch) {
  const numbered data;
  loader<float, numbered> batches(data, {.batch_size = PTRDIFF_MAX});
  EXPECT_EQ(batches.batches_per_epoch(), 1);
  EXPECT_EQ(batches.next().images.extent[0], 10);
}

TEST(ImageDataset, KeepsTheLabelsOfManyClassesApart) {
  image_dataset data({1, 1, 1}, std::vector<int>(1000));
  data.add(999);
  EXPECT_EQ(data.label(0), 999);
}

TEST(ImageDataset, RefusesALabelWithoutAClass) {
  image_dataset data({1, 1, 1}, {7, 9});
  data.add(1)[0] = 0.5f;
  EXPECT_EQ(data[0][0], 0.5f);
  EXPECT_TRUE(says(message_of([&] { data.add(2); }), {"0 to 1", "got 2"}));
  EXPECT_TRUE(says(message_of([] { image_dataset({2, 2}, {1}); }), {"(2,2)"}));
}

}  // namespace
