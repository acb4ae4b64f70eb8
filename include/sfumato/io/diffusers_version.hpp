#pragma once

namespace sfumato {

/// The version of the reference library (Hugging Face diffusers) whose folders are written.
inline constexpr const char* diffusers_version = "0.30.3";

}  // namespace sfumato
