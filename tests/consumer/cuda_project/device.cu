#include <sfumato/cuda.cuh>

std::string device_or_reason() {
  const std::string reason = sfumato::why_no_cuda();
  return reason.empty() ? "has a device" : reason;
}
