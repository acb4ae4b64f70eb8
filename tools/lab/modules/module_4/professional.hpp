#pragma once

#include <string>

#include "lab/modules/module.hpp"

namespace sfumato::lab {

/// The toy that is told the digit, under guidance (4.1) and DDIM (4.6): three volumes, a film of many, and numbers of
/// steps. Two sections.
void add_guidance(workplace& at, report::page& page);

/// The colour model, drawn with the group's functions: sixteen pictures and how steps, noise, guidance and solvers
/// change them; a note where the model is not there.
void add_colour(workplace& at, report::page& page);

/// What is new inside of the large network, on a small scale: attention (4.3 to 4.5) and group norm (4.2).
void add_inside(workplace& at, report::page& page);

}  // namespace sfumato::lab
