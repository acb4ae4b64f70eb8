#pragma once

#include <string>
#include <vector>

#include "lab.hpp"

namespace sfumato::lab::report {

/// One picture under more and more noise: a slider over all timesteps, and for the pixel that is clicked (or reached by
/// the arrow keys) the noising equation with its numbers in it. The page needs explorer.js.
///
/// x0, noise  one size, at most 32 x 32
/// noisy      the picture at each timestep
/// describe   a line about each timestep
std::string noise_explorer(const ::image& x0, const ::image& noise, const ::curve& alpha_bars,
                           const std::vector<::image>& noisy, const std::vector<std::string>& describe);

}  // namespace sfumato::lab::report
