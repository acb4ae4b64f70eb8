#pragma once

#include "sfumato/core/config.hpp"

namespace sfumato::inline SFUMATO_ISA {

/// The version of the reference library (Hugging Face diffusers) whose folders are written.
inline constexpr const char* diffusers_version = "0.30.3";

}  // namespace sfumato
