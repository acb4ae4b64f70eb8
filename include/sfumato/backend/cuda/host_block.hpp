#pragma once

#include <barrier>
#include <thread>
#include <vector>

#include "sfumato/backend/cuda/block.hpp"

namespace sfumato::inline SFUMATO_ISA::cuda_kernels {

/// A block whose threads are threads of the host. `left_out`: the number of a barrier, counted from 0 within a block,
/// that nobody waits at; only for tests that ask whether its absence is seen.
class host_block {
 public:
  host_block(index_t thread, index_t threads, index_t index, index_t blocks, std::byte* shared, std::barrier<>* barrier,
             index_t left_out = -1)
      : thread_(thread),
        threads_(threads),
        index_(index),
        blocks_(blocks),
        shared_(shared),
        barrier_(barrier),
        left_out_(left_out) {}

  index_t thread() const { return thread_; }
  index_t threads() const { return threads_; }
  index_t index() const { return index_; }
  index_t blocks() const { return blocks_; }
  std::byte* shared() const { return shared_; }
  void sync() const {
    if (met_++ != left_out_ && barrier_) barrier_->arrive_and_wait();
  }
  /// Barriers met so far.
  index_t met() const { return met_; }

 private:
  index_t thread_, threads_, index_, blocks_;
  std::byte* shared_;
  std::barrier<>* barrier_;
  index_t left_out_;
  mutable index_t met_ = 0;
};

static_assert(block<host_block>);

/// Runs body(block) on the host, block after block, with so many threads each. Returns how many barriers each thread of
/// the last block met.
template <class Body>
index_t run_on_host(const Body& body, index_t blocks, index_t threads, index_t left_out = -1) {
  struct alignas(64) line {
    std::byte bytes[64];
  };
  std::vector<line> shared((shared_bytes_of(body) + sizeof(line) - 1) / sizeof(line) + 1);
  std::barrier<> within(threads), between(threads);
  index_t met = 0;
  const auto work = [&](index_t thread) {
    for (index_t index = 0; index < blocks; ++index) {
      const host_block own(thread, threads, index, blocks, shared[0].bytes, threads > 1 ? &within : nullptr, left_out);
      body(own);
      if (threads > 1 && shared_bytes_of(body) > 0) between.arrive_and_wait();  // shared memory is the next block's
      if (thread == 0) met = own.met();
    }
  };
  std::vector<std::jthread> others;
  for (index_t thread = 1; thread < threads; ++thread) others.emplace_back(work, thread);
  work(0);
  others.clear();
  return met;
}

}  // namespace sfumato::cuda_kernels
