#include "lab/modules/page_model.hpp"

#include <cstdio>

#include "lab/data/open_data.hpp"
#include "lab/model/card.hpp"
#include "lab/model/network.hpp"
#include "lab/model/toy.hpp"
#include "lab/model/training.hpp"
#include "lab/modules/trained.hpp"
#include "sfumato/data/digits.hpp"
#include "sfumato/io/safetensors.hpp"

namespace sfumato::lab {

namespace fs = std::filesystem;

namespace {

constexpr index_t quick_epochs = 2;

/// Whether a file holds what a quick training would learn now.
bool serves(const fs::path& file, const training_settings& wanted) {
  std::error_code missing;
  if (!fs::exists(file, missing)) return false;
  try {
    const model_card card = read_card(safetensors_file::open(file));
    return card.labels == wanted.card.labels && card.data == wanted.source.name;
  } catch (const error&) {
    return false;
  }
}

}  // namespace

page_model model_for(workplace& at, const std::string& module) {
  const fs::path trained = own_model(at.settings);
  std::error_code missing;
  if (fs::exists(trained, missing)) {
    try {
      toy opens(trained);
    } catch (const error& e) {
      fail(e.kind(), e.what(), "; \"./lab run 2 --again\" trains it anew");
    }
    return {trained, false};
  }
  training_settings settings;
  settings.source = open_data(at.settings.data);
  settings.card = new_card("standard", "scaled", first_digits(at.settings.classes), false);
  settings.epochs = quick_epochs;
  settings.images = at.settings.images;
  settings.seed = at.settings.seed;
  settings.threads = at.settings.threads;
  settings.model = at.folder(module) / "quick.safetensors";
  if (at.settings.again || !serves(settings.model, settings)) {
    std::fprintf(stderr, "No model of Module 2 here (%s), so a quick one learns now, on %s.\n", trained.c_str(),
                 settings.source.description.c_str());
    if (train(settings).interrupted) throw interrupted{};
  }
  return {settings.model, true};
}

page_settings settings_of(const model_card& card, page_settings settings) {
  settings.classes = static_cast<int>(card.labels.size());
  if (!settings.data.empty()) return settings;
  try {
    open_data(card.data);
    settings.data = card.data;
  } catch (const error&) {  // trained on what is no longer here: the first there is will do
  }
  return settings;
}

}  // namespace sfumato::lab
