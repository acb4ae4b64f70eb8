// expect: sample: say how the steps are chosen: steps(50)
#include "sfumato/sfumato.hpp"

using namespace sfumato;

void misuse(cpu_context& ctx, network_denoiser<cpu<float>, simple_unet<cpu<float>>>& denoiser) {
  sample<cpu<float>>(ctx, denoiser, ddim{}, linear_beta(), 50, {.extent = {1, 16, 16, 1}});
}
