#pragma once

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <iostream>
#include <string>

#include "sfumato/core/error.hpp"
#include "sfumato/version.hpp"

/// How many threads a benchmark uses: $SFUMATO_BENCH_THREADS, or 0, one a core. Throws (config) where that is no count.
inline int bench_threads() {
  const char* said = std::getenv("SFUMATO_BENCH_THREADS");
  if (!said) return 0;
  char* end = nullptr;
  const long count = std::strtol(said, &end, 10);
  sfumato::require(end != said && *end == '\0' && count >= 0 && count <= 4096, sfumato::error_kind::config,
                   "SFUMATO_BENCH_THREADS: expected a number from 0 to 4096, got '", said, "'");
  return static_cast<int>(count);
}

/// The widest vectors that the compiler was allowed to use.
constexpr const char* compiled_for() {
#if defined(__AVX512F__)
  return "avx512";
#elif defined(__AVX2__)
  return "avx2";
#elif defined(__ARM_NEON)
  return "neon";
#else
  return "baseline";
#endif
}

/// The whole main of a benchmark; the report says what was measured, for bench/side_by_side.py.
inline int run_benchmarks(int argc, char** argv) {
  try {
    benchmark::AddCustomContext("sfumato", SFUMATO_VERSION);
    benchmark::AddCustomContext("instruction_set", compiled_for());
    benchmark::AddCustomContext("threads", std::to_string(bench_threads()));
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
  } catch (const sfumato::error& e) {
    std::cerr << argv[0] << ": " << e.what() << '\n';
    return 1;
  }
}
