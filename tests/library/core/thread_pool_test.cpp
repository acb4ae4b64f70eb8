#include "sfumato/core/thread_pool.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <stdexcept>
#include <string>

namespace {

using namespace sfumato;

TEST(ThreadPool, CallsTheBodyOnceForEveryNumber) {
  for (const int threads : {1, 2, 5}) {
    thread_pool pool(threads);
    EXPECT_EQ(pool.threads(), threads);
    for (const index_t n : {0, 1, 2, 3, 100, 1000}) {
      std::vector<int> calls(static_cast<std::size_t>(n), 0);
      pool.parallel_for(n, [&](index_t i, int thread) {
        ++calls[static_cast<std::size_t>(i)];
        EXPECT_GE(thread, 0);
        EXPECT_LT(thread, threads);
      });
      for (int count : calls) ASSERT_EQ(count, 1);
    }
  }
}

TEST(ThreadPool, TakesOneThreadPerCoreByDefault) { EXPECT_GE(thread_pool().threads(), 1); }

TEST(ThreadPool, NeverGivesOneThreadNumberToTwoBodiesAtATime) {
  thread_pool pool(4);
  std::vector<std::atomic<int>> inside(4);
  pool.parallel_for(2000, [&](index_t, int thread) {
    EXPECT_EQ(inside[static_cast<std::size_t>(thread)].fetch_add(1), 0);
    inside[static_cast<std::size_t>(thread)].fetch_sub(1);
  });
}

TEST(ThreadPool, ServesManyShortLoopsInARow) {
  thread_pool pool(3);
  std::vector<index_t> sums(3, 0);
  for (int round = 0; round < 3000; ++round) {
    std::fill(sums.begin(), sums.end(), 0);
    pool.parallel_for(7, [&](index_t i, int thread) { sums[static_cast<std::size_t>(thread)] += i; });
    ASSERT_EQ(std::accumulate(sums.begin(), sums.end(), index_t{0}), 21);
  }
}

TEST(ThreadPool, RefusesASecondThreadWhileOneIsAtWork) {
  for (const int threads : {1, 2}) {
    thread_pool pool(threads);
    std::string refused;
    pool.parallel_for(1, [&](index_t, int) {
      std::thread second([&] {
        try {
          pool.parallel_for(1, [](index_t, int) {});
        } catch (const error& e) {
          refused = e.what();
        }
      });
      second.join();
    });
    EXPECT_EQ(refused, "two threads use one context at the same time: give each a context of its own");
  }
}

TEST(ThreadPool, ServesOneThreadAfterTheOther) {
  thread_pool pool(2);
  std::atomic<int> calls{0};
  for (int k = 0; k < 3; ++k) std::thread([&] { pool.parallel_for(10, [&](index_t, int) { ++calls; }); }).join();
  EXPECT_EQ(calls, 30);
}

TEST(ThreadPool, RunsANestedLoopOnTheCallingThread) {
  thread_pool pool(3);
  std::vector<int> calls(20 * 30, 0);
  pool.parallel_for(20, [&](index_t i, int) {
    const std::thread::id outer = std::this_thread::get_id();
    pool.parallel_for(30, [&](index_t j, int) {
      EXPECT_EQ(std::this_thread::get_id(), outer);
      ++calls[static_cast<std::size_t>(i * 30 + j)];
    });
  });
  for (int count : calls) ASSERT_EQ(count, 1);
}

TEST(ThreadPool, RethrowsTheExceptionOfABodyAndWorksOn) {
  for (const int threads : {1, 2, 4}) {
    thread_pool pool(threads);
    for (int round = 0; round < 50; ++round) {
      try {
        pool.parallel_for(100, [](index_t i, int) {
          if (i == 37) throw std::runtime_error("body " + std::to_string(i));
        });
        FAIL() << "nothing thrown";
      } catch (const std::runtime_error& e) {
        EXPECT_STREQ(e.what(), "body 37");
      }
      std::atomic<int> calls{0};
      pool.parallel_for(100, [&](index_t, int) { ++calls; });
      EXPECT_EQ(calls, 100);
    }
  }
}

TEST(ThreadPool, ThrowsOneExceptionWhereEveryBodyThrows) {
  thread_pool pool(4);
  EXPECT_THROW(pool.parallel_for(100, [](index_t, int) { throw std::logic_error("all"); }), std::logic_error);
}

TEST(ThreadPool, TakesABodyThatIsConst) {
  thread_pool pool(2);
  std::atomic<index_t> sum{0};
  const auto body = [&](index_t i, int) { sum += i; };
  pool.parallel_for(10, body);
  EXPECT_EQ(sum, 45);
}

TEST(ThreadPool, EndsThoughItNeverWorked) {
  for (int round = 0; round < 20; ++round) thread_pool pool(4);
}

}  // namespace
