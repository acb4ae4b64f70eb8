#pragma once

/// The only place that asks which compiler is at work, and how it was called.

#if defined(__GNUC__) && !defined(__EXCEPTIONS)
#error "sfumato reports errors by exceptions: compile what includes it without -fno-exceptions"
#endif

/// SFUMATO_HOST_DEVICE marks a function that runs on the host and, under nvcc, in kernels too.
#if defined(__CUDACC__)
#define SFUMATO_HOST_DEVICE __host__ __device__
#else
#define SFUMATO_HOST_DEVICE
#endif

/// Asks for inlining where a missed one costs a factor (microkernels).
#if defined(__GNUC__) || defined(__clang__)
#define SFUMATO_ALWAYS_INLINE inline __attribute__((always_inline))
#else
#define SFUMATO_ALWAYS_INLINE inline
#endif
