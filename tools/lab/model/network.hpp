#pragma once

#include <string>
#include <vector>

#include "sfumato/io/model_card.hpp"
#include "sfumato/io/safetensors_header.hpp"
#include "sfumato/nn/simple_unet.hpp"

namespace sfumato::lab {

/// The widths that a card names. Throws (config) for others than standard and light: memory is taken by what it says.
unet_widths widths_of(const model_card& card);

/// The card of a network that is not trained yet. widths: standard or light; schedule: scaled, unscaled or cosine;
/// objective: ddpm, edm or flow.
model_card new_card(const std::string& widths, const std::string& schedule, const std::vector<int>& digits,
                    bool conditioned, const std::string& objective = "ddpm");

/// The card of a classifier that is not trained yet. widths: standard or light; digits: those it tells apart.
model_card classifier_card(const std::string& widths, const std::vector<int>& digits);

/// What it draws: "MNIST digits 0, 1, 2 and 3".
std::string subject(const model_card& card);

}  // namespace sfumato::lab
