#include "lab/model/forward_in.hpp"

namespace sfumato::lab {

void forward_in_bf16(const forward_settings& settings) { forward_in<cpu<bf16>>(settings); }

}  // namespace sfumato::lab
