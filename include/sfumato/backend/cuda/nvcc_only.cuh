#pragma once

// What launches kernels is read by nvcc alone. A header that there is not ends the compilation after the sentence.
#if !defined(__CUDACC__)
#error \
    "sfumato/cuda.cuh is for nvcc: put what includes it into a .cu file and link sfumato::cuda; sfumato/sfumato.hpp is for any C++ compiler"
#include <the compiler stops here>
#endif
