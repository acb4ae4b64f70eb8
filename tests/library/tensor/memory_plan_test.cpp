#include "sfumato/tensor/memory_plan.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/core/random.hpp"
#include "sfumato/tensor/graph.hpp"

namespace {

using namespace sfumato;
using F = cpu<float>;

/// A random program: each value has a size and reads some of those before it.
struct program {
  std::vector<index_t> sizes;
  std::vector<std::vector<int>> reads;

  explicit program(std::uint32_t seed) {
    random_sequence random({seed, 0, 0});
    const int count = 1 + static_cast<int>(random.below(40));
    for (int id = 0; id < count; ++id) {
      sizes.push_back(1 + static_cast<index_t>(random.below(200)));
      reads.emplace_back();
      for (int k = 0; id > 0 && k < static_cast<int>(random.below(4)); ++k)
        reads.back().push_back(static_cast<int>(random.below(static_cast<std::uint32_t>(id))));
    }
  }
  int last_use(int id) const {
    int last = id;
    for (int reader = id; reader < static_cast<int>(reads.size()); ++reader)
      for (int read : reads[static_cast<std::size_t>(reader)])
        if (read == id) last = reader;
    return id + 1 == static_cast<int>(sizes.size()) ? id + 1 : last;
  }
};

TEST(MemoryPlan, NeverPutsValuesThatLiveTogetherInOnePlace) {
  cpu_context ctx(1);
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    const program p(seed);
    const int count = static_cast<int>(p.sizes.size());
    memory_plan<F> plan;
    for (int id = 0; id < count; ++id) {
      for (int read : p.reads[static_cast<std::size_t>(id)]) plan.use(read, id);
      plan.make(id, id, aligned_bytes<float>(p.sizes[static_cast<std::size_t>(id)]));
    }
    plan.finish(ctx, count - 1, count, count);
    index_t all = 0;
    for (int a = 0; a < count; ++a) {
      all += (p.sizes[static_cast<std::size_t>(a)] + 15) / 16 * 16;
      const std::byte* begin_a = plan.place(a);
      EXPECT_EQ(reinterpret_cast<std::uintptr_t>(begin_a) % 64, 0u);
      for (int b = a + 1; b <= p.last_use(a) && b < count; ++b) {
        const std::byte* begin_b = plan.place(b);
        const bool apart = begin_a + 4 * p.sizes[static_cast<std::size_t>(a)] <= begin_b ||
                           begin_b + 4 * p.sizes[static_cast<std::size_t>(b)] <= begin_a;
        ASSERT_TRUE(apart) << "values " << a << " and " << b << " of program " << seed;
      }
    }
    EXPECT_LE(plan.bytes(), all * 4);
  }
}

TEST(MemoryPlan, NeedsTwoPlacesForAChain) {
  cpu_context ctx(1);
  memory_plan<F> plan;
  for (int id = 0; id < 10; ++id) {
    if (id > 0) plan.use(id - 1, id);
    plan.make(id, id, 640);
  }
  plan.finish(ctx, 9, 10, 10);
  EXPECT_EQ(plan.bytes(), 2 * 160 * 4);
}

TEST(MemoryPlan, NeverGivesASecondOutputThePlaceOfItsOwnInput) {
  cpu_context ctx(1);
  memory_plan<F> plan;
  plan.make(0, 0, 64);
  plan.use(0, 1);
  plan.make(1, 1, 64);
  plan.make(2, 1, 64);
  plan.use(1, 2);
  plan.use(2, 2);
  plan.make(3, 2, 64);
  plan.finish(ctx, 3, 3, 4);
  EXPECT_NE(plan.place(1), plan.place(0));
  EXPECT_NE(plan.place(2), plan.place(0));
  EXPECT_NE(plan.place(2), plan.place(1));
}

TEST(MemoryPlan, FillsWhatIsPreparedOnceUntilForgotten) {
  cpu_context ctx(1);
  memory_plan<F> plan;
  plan.make(0, 0, 64);
  plan.reserve_prepared(192);
  plan.reserve_prepared(320);
  plan.finish(ctx, 0, 1, 1);
  int fills = 0;
  const auto prepare = [&](int number) { return plan.prepared(number, [&](std::byte*) { ++fills; }); };
  const std::byte *first = prepare(0), *second = prepare(1);
  EXPECT_GE(second - first, 192);
  EXPECT_EQ(prepare(0), first);
  EXPECT_EQ(fills, 2);
  plan.forget_prepared();
  prepare(1);
  EXPECT_EQ(fills, 3);
}

}  // namespace
