#pragma once

#include <algorithm>

#include "sfumato/core/shape.hpp"

namespace sfumato::inline SFUMATO_ISA::cpu_kernels {

/// A piece of a task that is cut so that all threads have work: of `count` pieces, what the piece of this number takes
/// of n things.
struct work_slice {
  index_t number = 0, count = 1;
  index_t first_of(index_t n) const { return number * n / count; }
  index_t end_of(index_t n) const { return (number + 1) * n / count; }
};

/// Into how many pieces each task is cut: into one where tasks are enough, else into one a thread, at most `most`.
inline index_t slices_per_task(index_t tasks, index_t threads, index_t most) {
  return tasks < threads ? std::clamp<index_t>(most, 1, threads) : 1;
}

}  // namespace sfumato::cpu_kernels
