#include "lab/modules/trained.hpp"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "lab/data/open_data.hpp"
#include "lab/model/toy.hpp"
#include "lab/student/training.hpp"
#include "sfumato/io/atomic_file.hpp"

namespace sfumato::lab {

namespace fs = std::filesystem;

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(used_function, id, title, passed, lent, version, tested)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(training_story, classes, images, epochs, parameters, seconds, loss, seed, data, time,
                                   epoch_losses, curve, functions)

namespace {

fs::path story_beside(const fs::path& model) { return model.parent_path() / "training.json"; }

/// Of a model that was trained with these settings and is still there.
std::optional<training_story> earlier(const workplace& at, const fs::path& model, const std::string& data,
                                      index_t images) {
  if (at.settings.again || !fs::exists(model) || !fs::exists(story_beside(model))) return {};
  try {
    auto kept = nlohmann::json::parse(::lab::read_text(story_beside(model).string()));
    if (kept.contains("hands")) kept["functions"] = kept["hands"];  // as version 0.1.0 wrote it
    training_story story = kept;
    story.fresh = false;
    toy opens(model);
    if (story.epoch_losses.empty()) return {};
    const bool same = story.classes == at.settings.classes && story.epochs == at.settings.epochs &&
                      story.data == data && story.images == images && story.seed == at.settings.seed;
    return same ? std::optional(story) : std::nullopt;
  } catch (const nlohmann::json::exception&) {
    return {};
  } catch (const error& e) {
    std::fprintf(stderr, "%s\nSo a new one is trained.\n", e.what());
    return {};
  }
}

}  // namespace

fs::path own_model(const page_settings& settings) { return settings.out / "module-2" / "model.safetensors"; }

training_story trained(workplace& at, const image_dataset& digits) {
  const fs::path model = own_model(at.settings);
  const data_source source = open_data(at.settings.data);
  const std::string data = source.name;
  if (auto story = earlier(at, model, data, digits.size())) {
    std::printf("The model of %s is kept (--again trains anew).\n", readable_time(story->time).c_str());
    return *story;
  }
  std::fprintf(stderr, "Training on %s.\n", source.description.c_str());
  at.folder("2");
  at.functions.taken();
  student_training_settings settings;
  settings.epochs = at.settings.epochs;
  settings.seed = at.settings.seed;
  settings.threads = at.settings.threads;
  settings.data = data;
  settings.model = model;
  const training_result result = train_as_written(at.functions, digits, settings);

  training_story story;
  story.classes = at.settings.classes;
  story.images = result.images;
  story.epochs = at.settings.epochs;
  story.parameters = result.parameters;
  story.seconds = result.seconds();
  story.loss = result.epochs.back().loss;
  story.seed = at.settings.seed;
  story.data = data;
  story.time = time_now();
  for (const epoch_result& epoch : result.epochs) story.epoch_losses.push_back(epoch.loss);
  story.curve = result.curve;
  story.functions = at.functions.taken();
  write_file(story_beside(model), nlohmann::json(story).dump() + "\n");
  update_record(at.of.home, [&](course_record& record) {
    record.training = {story.loss, story.seconds, static_cast<int>(story.epochs), story.classes, story.time};
  });
  return story;
}

}  // namespace sfumato::lab
