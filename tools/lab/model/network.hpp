#pragma once

#include <string>
#include <vector>

#include "sfumato/io/model_card.hpp"
#include "sfumato/io/safetensors_header.hpp"
#include "sfumato/nn/simple_unet.hpp"

namespace sfumato::lab {

/// Calls f.template operator()<W>() with the widths of the card as a template argument. Throws (config) for others than
/// standard and light.
template <class F>
auto with_widths(const model_card& card, F&& f) {
  const auto are = [&](const unet_widths& w) { return card.widths == std::vector<index_t>{w.full, w.half, w.quarter}; };
  if (are(standard_widths)) return f.template operator()<standard_widths>();
  if (are(light_widths)) return f.template operator()<light_widths>();
  fail(error_kind::config, "widths: expected (32,64,128), the standard ones, or (20,40,80), the light ones, found ",
       to_string(card.widths));
}

/// The card of a network that is not trained yet. widths: standard or light; schedule: scaled, unscaled or cosine.
model_card new_card(const std::string& widths, const std::string& schedule, const std::vector<int>& digits,
                    bool conditioned);

/// What it draws: "MNIST digits 0, 1, 2 and 3".
std::string subject(const model_card& card);

}  // namespace sfumato::lab
