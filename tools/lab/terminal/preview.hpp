#pragma once

#include <string>

#include "lab/terminal/terminal.hpp"
#include "sfumato/core/view.hpp"

namespace sfumato::lab {

/// Grey images (N,H,W,1) in [-1,1] as text, side by side as the terminal is wide. Where there are colours: half blocks,
/// two pixels a character; else a ramp of ASCII characters, dark to light.
std::string preview(const view<const float>& images, const terminal& shown_on);

}  // namespace sfumato::lab
