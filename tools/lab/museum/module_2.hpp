#pragma once

#include "lab/museum/exhibit.hpp"

namespace sfumato::lab::museum {

// The exhibits of module 2 in the order of its exercises: 2.1, 2.2, (2.3, 2.4), 2.5 to 2.8, (2.9 to 2.11).
void add_estimate(std::vector<exhibit>& all);
void add_loss(std::vector<exhibit>& all);
void add_gradient_and_optimizer(std::vector<exhibit>& all);

}  // namespace sfumato::lab::museum
