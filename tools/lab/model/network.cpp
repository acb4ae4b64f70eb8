#include "lab/model/network.hpp"

namespace sfumato::lab {

namespace {

constexpr index_t timesteps = 200;

std::vector<index_t> as_list(const unet_widths& w) { return {w.full, w.half, w.quarter}; }

}  // namespace

model_card new_card(const std::string& widths, const std::string& schedule, const std::vector<int>& digits,
                    bool conditioned, const std::string& objective) {
  model_card card;
  card.network = "simple_unet";
  card.image = {16, 16, 1};
  card.widths = as_list(widths == "light" ? light_widths : standard_widths);
  card.labels = digits;
  card.classes = conditioned ? static_cast<index_t>(digits.size()) : 0;
  card.schedule = schedule == "cosine" ? "cosine" : "linear";
  card.betas = schedule == "unscaled" ? beta_range{.timesteps = timesteps} : scaled_beta_range(timesteps);
  card.objective = objective;
  if (objective == "edm") card.prediction = prediction_type::sample;
  if (objective == "flow") card.prediction = prediction_type::flow;
  return card;
}

model_card classifier_card(const std::string& widths, const std::vector<int>& digits) {
  model_card card = new_card(widths, "scaled", digits, false, "classes");
  card.network = "classifier";
  return card;
}

unet_widths widths_of(const model_card& card) {
  for (const unet_widths& known : {standard_widths, light_widths})
    if (card.widths == as_list(known)) return known;
  fail(error_kind::config, "widths: expected (32,64,128), the standard ones, or (20,40,80), the light ones, found ",
       to_string(card.widths));
}

std::string subject(const model_card& card) {
  if (card.data == "emoji") return "emoji";
  std::string text = card.data == "mnist"     ? "MNIST digits"
                     : card.data == "fashion" ? "Fashion-MNIST classes"
                                              : "synthetic digits";
  for (std::size_t k = 0; k < card.labels.size(); ++k)
    text += (k == 0 ? " " : k + 1 == card.labels.size() ? " and " : ", ") + std::to_string(card.labels[k]);
  return text;
}

}  // namespace sfumato::lab
