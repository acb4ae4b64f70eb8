#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <type_traits>
#include <vector>

#include "sfumato/core/shape.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// A fixed set of threads that wait blocked, never spinning, so that a busy neighbour costs no more than its share.
///
/// `parallel_for(n, body)` calls body(i, thread) once for every i in [0,n); the caller works along, and whoever is free
/// takes the next i. Results must not depend on which thread runs an i: then they are the same bits on any number of
/// threads. One caller at a time: a second is refused (error_kind::backend); a call from inside a body runs on the
/// calling thread alone. Allocates nothing.
class thread_pool {
 public:
  /// threads: how many work together, the caller included; 0 means one per core.
  explicit thread_pool(int threads = 0) {
    if (threads <= 0) threads = static_cast<int>((std::max)(1u, std::thread::hardware_concurrency()));
    workers_.reserve(static_cast<std::size_t>(threads - 1));
    for (int worker = 1; worker < threads; ++worker) workers_.emplace_back([this, worker] { work(worker); });
  }

  thread_pool(const thread_pool&) = delete;
  thread_pool& operator=(const thread_pool&) = delete;

  ~thread_pool() {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    for (std::thread& worker : workers_) worker.join();
  }

  int threads() const { return static_cast<int>(workers_.size()) + 1; }

  /// Throws (backend) where another thread is at work with this pool.
  void require_free() const {
    require(at_work_for() == this || !in_use_.load(std::memory_order_relaxed), error_kind::backend,
            "two threads use one context at the same time: give each a context of its own");
  }

  /// Rethrows the first exception of a body, after all threads have stopped working on it.
  template <class Body>
  void parallel_for(index_t n, Body&& body) {
    using body_type = std::remove_reference_t<Body>;
    share(
        n, [](void* erased, index_t i, int thread) { (*static_cast<body_type*>(erased))(i, thread); },
        const_cast<void*>(static_cast<const void*>(&body)));
  }

 private:
  using call = void (*)(void*, index_t, int);

  /// The pool whose work the calling thread does at the moment, or null.
  static const thread_pool*& at_work_for() {
    thread_local const thread_pool* pool = nullptr;
    return pool;
  }
  /// The calling thread has the pool for itself while this lives.
  class visit {
   public:
    explicit visit(thread_pool& pool) : pool_(pool), outer_(at_work_for()) {
      if (pool.in_use_.exchange(true, std::memory_order_acquire)) pool.require_free();
      at_work_for() = &pool;
    }
    ~visit() {
      at_work_for() = outer_;
      pool_.in_use_.store(false, std::memory_order_release);
    }
    visit(const visit&) = delete;
    visit& operator=(const visit&) = delete;

   private:
    thread_pool& pool_;
    const thread_pool* outer_;
  };

  /// Not a template, and the body behind one pointer: it is compiled once, however it comes to run.
  void share(index_t n, call function, void* argument) {
    if (n <= 0) return;
    if (at_work_for() == this) return alone(n, function, argument);
    const visit inside(*this);
    if (n == 1 || workers_.empty()) return alone(n, function, argument);
    together(n, function, argument);
  }

  static void alone(index_t n, call function, void* argument) {
    for (index_t i = 0; i < n; ++i) function(argument, i, 0);
  }

  void together(index_t n, call function, void* argument) {
    {
      std::lock_guard lock(mutex_);
      function_ = function;
      argument_ = argument;
      count_ = n;
      next_.store(0, std::memory_order_relaxed);
      failure_ = nullptr;
      open_ = true;
      ++generation_;
    }
    wake_.notify_all();
    take(0);
    std::unique_lock lock(mutex_);
    open_ = false;
    done_.wait(lock, [this] { return active_ == 0; });
    if (failure_) std::rethrow_exception(failure_);
  }

  void take(int thread) {
    try {
      for (index_t i = next_.fetch_add(1); i < count_; i = next_.fetch_add(1)) function_(argument_, i, thread);
    } catch (...) {
      next_.store(count_);
      std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
    }
  }

  /// A worker that wakes after the last i was taken finds the job closed and is not waited for.
  void work(int thread) {
    unsigned seen = 0;
    at_work_for() = this;
    std::unique_lock lock(mutex_);
    for (;;) {
      wake_.wait(lock, [&] { return stopping_ || (open_ && generation_ != seen); });
      if (stopping_) return;
      seen = generation_;
      ++active_;
      lock.unlock();
      take(thread);
      lock.lock();
      if (--active_ == 0 && !open_) done_.notify_one();
    }
  }

  std::vector<std::thread> workers_;
  std::mutex mutex_;
  std::condition_variable wake_, done_;
  call function_ = nullptr;
  void* argument_ = nullptr;
  index_t count_ = 0;
  std::atomic<index_t> next_{0};
  std::atomic<bool> in_use_{false};
  int active_ = 0;
  unsigned generation_ = 0;
  bool open_ = false;
  bool stopping_ = false;
  std::exception_ptr failure_;
};

}  // namespace sfumato
