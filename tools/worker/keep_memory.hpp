#pragma once

#if defined(__linux__)
#include <malloc.h>
#endif

namespace lab {

/// Memory that a process gives back stays with it for what comes next. Millions of numbers travel in each step of
/// training, and asking the system for fresh pages every time costs a tenth of it.
inline void keep_freed_memory() {
#if defined(M_MMAP_THRESHOLD) && defined(M_TRIM_THRESHOLD)
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
}

}  // namespace lab
