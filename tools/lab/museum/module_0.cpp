#include "0_what_is_diffusion/to_model_range.wrong.hpp"
#include "0_what_is_diffusion/to_pixels.wrong.hpp"
#include "lab/museum/exhibit.hpp"
#include "lab/report/numbers.hpp"

namespace sfumato::lab::museum {

namespace {

using report::decimals;

drawing for_the_model(const std::function<signature::to_model_range>& f, const hall& in) {
  const image x = f((in.digit() + 1) * 127.5);
  const auto of = [&](double pixel) { return decimals(f(image::Constant(1, 1, pixel))(0, 0), 3); };
  return {.pictures = {{x}}, .words = join("black 0 → ", of(0), "\nwhite 255 → ", of(255))};
}

/// A pixel in a file is one byte: 256 would be 0 again.
double as_byte(double value) { return value - 256 * std::floor(value / 256); }

drawing for_the_screen(const std::function<signature::to_pixels>& f, const hall& in) {
  const image x = 1.1 * in.digit() + 0.06 * in.noise();
  return {.pictures = {{f(x).round().unaryExpr(&as_byte), 0, 255}}};
}

}  // namespace

std::vector<exhibit> module_0() {
  return {
      hang(student::to_model_range, wrong::to_model_range,
           "A digit as the model gets it. Here −1 is shown black and 1 white.", for_the_model),
      hang(student::to_pixels, wrong::to_pixels,
           "What a model made, which overshoots a little, as a screen shows it. A screen keeps one byte a pixel: "
           "after 255 comes 0 again, and below 0 comes 255.",
           for_the_screen),
  };
}

}  // namespace sfumato::lab::museum
