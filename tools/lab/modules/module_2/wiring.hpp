#pragma once

#include "lab/model/toy.hpp"
#include "lab/modules/module.hpp"

namespace sfumato::lab {

/// What a network answers whose layers are connected by the group's own time row, encoder and decoder (2.9 to 2.11):
/// one channel, unless something is wrong.
features wired(student_functions& functions, const toy_layers& net, const image& noisy);

/// The trained network once more, its layers connected by the group's own time row, encoder and decoder (2.9 to 2.11),
/// beside the library's.
void wiring_section(workplace& at, report::page& page, toy& network, const image& x0);

}  // namespace sfumato::lab
