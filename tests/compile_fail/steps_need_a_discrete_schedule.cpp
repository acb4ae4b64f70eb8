// expect: sample: steps(50) counts the timesteps of a discrete schedule
#include "sfumato/sfumato.hpp"

using namespace sfumato;

void misuse(cpu_context& ctx, network_denoiser<cpu<float>, simple_unet<cpu<float>>>& denoiser) {
  sample(ctx, denoiser, flow_euler{}, straight_path(), steps(50), {.extent = {1, 16, 16, 1}});
}
