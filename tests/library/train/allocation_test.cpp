#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "tiny_training.hpp"

// Every way to the heap that the library takes is counted for the whole program.
namespace {
std::atomic<long> allocations{0};

void* counted(std::size_t bytes) {
  ++allocations;
  if (void* memory = std::malloc(bytes > 0 ? bytes : 1)) return memory;
  throw std::bad_alloc();
}
}  // namespace

void* operator new(std::size_t bytes) { return counted(bytes); }
void* operator new[](std::size_t bytes) { return counted(bytes); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

extern "C" void* aligned_alloc(std::size_t alignment, std::size_t bytes) noexcept {
  ++allocations;
  void* memory = nullptr;
  return ::posix_memalign(&memory, alignment, bytes) == 0 ? memory : nullptr;
}

namespace {

using namespace sfumato;
using namespace sfumato_test;

TEST(Allocations, AreCounted) {
  const long before = allocations;
  cpu_context::release(cpu_context::allocate(64));
  EXPECT_EQ(allocations - before, 1);
  std::vector<int> numbers(1000);
  EXPECT_EQ(allocations - before, 2);
}

TEST(Allocations, ATrainingStepInSteadyStateMakesNone) {
  for (const bool everything : {false, true}) {
    training_options options = tiny_options();
    if (everything) {
      options.classes = 2;
      options.max_grad_norm = 1;
      options.min_snr_gamma = 5;
      options.prediction = prediction_type::v_prediction;
    }
    tiny_training run(options, 2);
    long before = 0, made = -1;
    training_run plan{.epochs = 4};
    plan.after_step = [&](const training_progress& p) {
      if (p.epoch == 1 && p.batch == 0) before = allocations;
      if (p.epoch == 3 && p.batch == 5) made = allocations - before;
      return true;
    };
    run.training.run(tiny_digits(), plan);
    EXPECT_EQ(made, 0) << "with" << (everything ? "" : "out") << " all options";
  }
}

}  // namespace
