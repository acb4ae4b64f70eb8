#include "lab/modules/beyond/trained_variant.hpp"

#include "1_forward/schedule.registry.hpp"
#include "lab/data/open_data.hpp"
#include "lab/model/network.hpp"
#include "lab/system/interrupt.hpp"
#include "lab/terminal/progress.hpp"
#include "sfumato/io/safetensors.hpp"

namespace sfumato::lab {

namespace fs = std::filesystem;

namespace {

constexpr index_t epochs = 2;

bool made_so(const fs::path& file, const std::string& made_with) {
  std::error_code missing;
  if (!fs::exists(file, missing)) return false;
  try {
    const auto metadata = safetensors_file::open(file).metadata();
    const auto found = metadata.find("made_with");
    return found != metadata.end() && found->second == made_with;
  } catch (const error&) {
    return false;
  }
}

void train(beyond_material& with, const std::string& name, const variant& recipe, const fs::path& file,
           const std::string& made_with) {
  variant_training training(with.digits(), recipe);
  const index_t steps = epochs * training.steps_per_epoch();
  progress bar(join("training ", name), static_cast<double>(steps), "steps");
  double sum = 0;
  for (index_t k = 0; k < steps; ++k) {
    if (interrupt_guard::requested()) throw interrupted{};
    sum += training.step();
    bar.update(static_cast<double>(k + 1), join("loss ", sum / static_cast<double>(k + 1)));
  }
  training.save(file, {{"made_with", made_with}});
}

}  // namespace

::curve alpha_bars_of(beyond_material& with, const ::curve& betas) {
  const auto falls = [](const ::curve& bars) {
    bool falling = (bars >= 0).all() && (bars < 1).all();
    for (Eigen::Index t = 1; t < bars.size(); ++t) falling = falling && bars(t) < bars(t - 1);
    return falling;
  };
  return with.at.functions.checked(student::alpha_bars, falls, "gives alpha-bars that do not fall from 1 to 0", betas);
}

::curve scaled_betas(beyond_material& with) { return usable_betas(with, student::linear_betas, 200, 5e-4, 0.1); }

::curve leaky_betas(beyond_material& with) { return usable_betas(with, student::linear_betas, 200, 1e-4, 0.02); }

variant plain_recipe(beyond_material& with) {
  variant recipe;
  recipe.card = new_card("standard", "scaled", with.digits().classes(), false);
  recipe.card.data = open_data(with.at.settings.data).name;
  recipe.card.epochs = epochs;
  recipe.alpha_bars = alpha_bars_of(with, scaled_betas(with));
  recipe.seed = with.at.settings.seed;
  recipe.threads = with.at.settings.threads;
  return recipe;
}

toy trained_variant(beyond_material& with, const std::string& name, const variant& recipe,
                    const std::string& made_with) {
  const fs::path file = with.at.folder("beyond") / (name + ".safetensors");
  const std::string all =
      join(recipe.card.data, ", ", with.digits().size(), " pictures of ", with.digits().classes().size(),
           " kinds, seed ", recipe.seed, ", ", with.at.functions.version(student::linear_betas), ", ",
           with.at.functions.version(student::alpha_bars), ", ", made_with);
  if (with.at.settings.again || !made_so(file, all)) train(with, name, recipe, file, all);
  return toy(file, with.at.settings.threads);
}

}  // namespace sfumato::lab
