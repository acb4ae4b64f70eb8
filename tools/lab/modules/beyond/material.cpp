#include "lab/modules/beyond/beyond.hpp"
#include "lab/modules/digits.hpp"
#include "lab/modules/page_model.hpp"

namespace sfumato::lab {

toy& beyond_material::network() {
  if (!network_) network_.emplace(model_for(at, "beyond").file, at.settings.threads);
  return *network_;
}

const image_dataset& beyond_material::digits() {
  if (!digits_) digits_.emplace(page_digits(at.settings));
  return *digits_;
}

const image& beyond_material::unseen() {
  if (unseen_.size() == 0) unseen_ = held_out_strip(at.settings, 256);
  return unseen_;
}

const nearest_digits& beyond_material::training() {
  if (!training_) training_.emplace(digits());
  return *training_;
}

}  // namespace sfumato::lab
