#include <cstdio>
#include <sfumato/cuda.cuh>

std::string device_or_reason();  // device.cu, the other of the two units that include the header

int main() {
  const std::string here = sfumato::why_no_cuda();
  std::printf("sfumato %s\n", device_or_reason().c_str());
  return here.empty() == (device_or_reason().rfind("no CUDA", 0) != 0) ? 0 : 1;
}
