#include "sfumato/core/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>

namespace {

using namespace sfumato;

// The known answers of Salmon et al.'s own distribution (Random123, philox 4x32, 10 rounds).
constexpr philox_block zeros = philox4x32({0, 0, 0, 0}, 0, 0);
constexpr philox_block ones = philox4x32({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, 0xffffffff, 0xffffffff);
constexpr philox_block pi = philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0xa4093822, 0x299f31d0);
static_assert(zeros == philox_block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
static_assert(ones == philox_block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
static_assert(pi == philox_block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});

TEST(Philox, GivesTheKnownAnswersAtRunTimeToo) {
  std::array<std::uint32_t, 4> counter = {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344};
  volatile std::uint32_t key = 0xa4093822;
  EXPECT_EQ(philox4x32(counter, key, 0x299f31d0), pi);
}

TEST(RandomSource, DiffersInSeedStreamStepAndBlock) {
  std::set<philox_block> seen;
  for (std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 32})
    for (std::uint32_t stream : {0u, 1u})
      for (std::uint32_t step : {0u, 1u})
        for (std::uint64_t block : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 32})
          seen.insert(random_source{seed, stream, step}.words(block));
  EXPECT_EQ(seen.size(), 3u * 2u * 2u * 3u);
}

TEST(RandomSequence, WalksThroughTheWordsOfItsSource) {
  const random_source source{7, 3, 1};
  random_sequence sequence(source);
  for (std::uint64_t block = 0; block < 3; ++block)
    for (std::uint32_t word : source.words(block)) EXPECT_EQ(sequence(), word);
}

TEST(RandomSequence, IsUniformWithinItsBounds) {
  // Of 40000 numbers the mean is off by (1/12/40000)^(1/2) = 0.0014 at most times 4; of 10 bins of 4000 each count by
  // sqrt(3600) = 60, times 5.
  random_sequence sequence({1, 0, 0});
  const int n = 40000;
  double sum = 0;
  std::array<int, 10> bins{};
  for (int i = 0; i < n; ++i) {
    const double u = sequence.uniform();
    ASSERT_GE(u, 0);
    ASSERT_LT(u, 1);
    sum += u;
    const std::uint32_t k = sequence.below(10);
    ASSERT_LT(k, 10u);
    ++bins[k];
  }
  EXPECT_NEAR(sum / n, 0.5, 0.006);
  for (int count : bins) EXPECT_NEAR(count, n / 10, 300);
}

TEST(RandomSequence, ServesTheStandardShuffle) {
  std::array<int, 20> sorted{}, shuffled{};
  for (int i = 0; i < 20; ++i) sorted[static_cast<std::size_t>(i)] = i;
  shuffled = sorted;
  std::shuffle(shuffled.begin(), shuffled.end(), random_sequence({1, 0, 0}));
  EXPECT_NE(shuffled, sorted);
  std::sort(shuffled.begin(), shuffled.end());
  EXPECT_EQ(shuffled, sorted);
}

}  // namespace
