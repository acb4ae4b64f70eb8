#include <sfumato/cuda.cuh>
