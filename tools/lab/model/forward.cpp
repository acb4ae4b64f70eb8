#include "lab/model/forward.hpp"

#include "lab/model/forward_in.hpp"

namespace sfumato::lab {

void forward(const forward_settings& settings) {
  if (settings.precision == "bf16") return forward_in_bf16(settings);
  forward_in<cpu<float>>(settings);
}

}  // namespace sfumato::lab
