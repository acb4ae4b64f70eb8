#pragma once

/// The only place that asks which compiler is at work, and how it was called.

// A header that there is not ends the compilation: after the sentence that counts no others follow.
#if __cplusplus < 201709L
#error "sfumato is C++20: compile what includes it with -std=c++20"
#include <the compiler stops here>
#endif
#if defined(__GNUC__) && !defined(__EXCEPTIONS)
#error "sfumato reports errors by exceptions: compile what includes it without -fno-exceptions"
#include <the compiler stops here>
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

/// The library lives in sfumato::SFUMATO_ISA, an inline namespace that nobody needs to write. It is named after the
/// instruction set that the compiler may use, so that two libraries built for different ones can stand in one program:
/// without it the linker would take every inline function once, for both. Builds that differ otherwise (-mno-fma, say)
/// name theirs by -D SFUMATO_ISA=name.
#if !defined(SFUMATO_ISA)
#if defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__AVX512BW__) && defined(__AVX512VL__)
#define SFUMATO_ISA avx512
#elif defined(__AVX512F__)
#define SFUMATO_ISA avx512f
#elif defined(__AVX2__) && defined(__FMA__)
#define SFUMATO_ISA avx2
#elif defined(__AVX__)
#define SFUMATO_ISA avx
#elif defined(__SSE4_2__)
#define SFUMATO_ISA sse4
#else
#define SFUMATO_ISA baseline
#endif
#endif
