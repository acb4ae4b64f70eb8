// expect: guided<B, Conditional, Unconditional>: both must be denoisers on B
#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/diffusion/guidance.hpp"

struct not_a_denoiser {};

sfumato::guided<sfumato::cpu<float>, not_a_denoiser, not_a_denoiser>* misuse() {
  return new sfumato::guided<sfumato::cpu<float>, not_a_denoiser, not_a_denoiser>({}, {}, 7.5);
}
