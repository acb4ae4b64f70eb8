#pragma once

#include <optional>
#include <string>

#include "lab/modules/module.hpp"
#include "lab/modules/nearest.hpp"
#include "lab/student/sampling.hpp"

namespace sfumato::lab {

/// What the sections of the page "beyond" share, made where it is first needed.
class beyond_material {
 public:
  beyond_material(workplace& work, report::page& on) : at(work), page(on) {}

  workplace& at;
  report::page& page;

  /// The network of Module 2, or a quick one.
  toy& network();
  /// What networks are trained on here, and what they have never seen, 256 of it in a strip.
  const image_dataset& digits();
  const image& unseen();
  index_t height() { return digits().image_shape()[0]; }
  const nearest_digits& training();

  /// Whether an exercise is still a stub; then its section is left out, and what it drew is forgotten.
  bool missing(const ::lab::exercise_info& asked) {
    if (!at.functions.to_be_written(asked)) return false;
    at.functions.taken();
    return true;
  }

 private:
  std::optional<toy> network_;
  std::optional<image_dataset> digits_;
  std::optional<nearest_digits> training_;
  image unseen_;
};

/// One exercise each: its effect beside what one had before. Not put on the page while it is to be written.
void cosine_section(beyond_material& with);
void zero_terminal_section(beyond_material& with);
void v_section(beyond_material& with);
void weights_section(beyond_material& with);
void average_section(beyond_material& with);
void solver_section(beyond_material& with);
void convolution_section(beyond_material& with);
void backward_section(beyond_material& with);

}  // namespace sfumato::lab
