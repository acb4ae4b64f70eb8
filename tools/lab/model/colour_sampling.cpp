#include "lab/model/colour_sampling.hpp"

#include <utility>

#include "lab/model/colour_folder.hpp"
#include "sfumato/data/fold.hpp"

namespace sfumato::lab {

namespace fs = std::filesystem;

namespace {

/// Images (N,16,16,12) as (N,32,32,3).
std::vector<float> unfolded(const std::vector<float>& images, const shape& folded) {
  const shape image{2 * folded[1], 2 * folded[2], folded[3] / 4};
  std::vector<float> flat(images.size());
  const auto numbers = static_cast<std::size_t>(image.size());
  for (std::size_t at = 0; at < images.size(); at += numbers)
    unfold_pixels(image, std::span(images).subspan(at, numbers), std::span(flat).subspan(at, numbers));
  return flat;
}

}  // namespace

bool is_colour_model(const fs::path& model) {
  std::error_code ignored;
  return fs::is_directory(model, ignored) || (model == "emoji" && !fs::exists(model, ignored));
}

fs::path colour_model_of(const fs::path& model) {
  std::error_code ignored;
  return model == "emoji" && !fs::exists(model, ignored) ? shipped_colour_model() : model;
}

sampling_result draw_colour(const fs::path& model, const sampling_settings& settings) {
  require(settings.init.empty(), error_kind::config, "--init: expected a model of grey pictures, got ", model.string());
  require(settings.open == open_network<float>, error_kind::config, "--precision: expected float for ", model.string(),
          ", got bf16");
  const fs::path folder = colour_model_of(model);
  colour_folder opened = open_colour_folder(folder, settings.threads);
  sampling_result result = draw_with([&] { return std::move(opened.network); }, opened.card, folder.string(), settings);
  for (snapshot<float>& moment : result.trajectory) {
    moment.x = unfolded(moment.x, result.extent);
    moment.x0 = unfolded(moment.x0, result.extent);
  }
  result.images = unfolded(result.images, result.extent);
  result.extent = {result.extent[0], 2 * result.extent[1], 2 * result.extent[2], result.extent[3] / 4};
  return result;
}

}  // namespace sfumato::lab
