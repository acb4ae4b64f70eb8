#include "lab/model/training.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "lab/model/classifier.hpp"
#include "lab/model/drawing_network_in.hpp"
#include "lab/model/training_network_in.hpp"
#include "lab/system/interrupt.hpp"
#include "lab/terminal/progress.hpp"
#include "sfumato/data/mnist.hpp"
#include "sfumato/diffusion/schedule/lint.hpp"
#include "sfumato/io/gzip.hpp"

namespace sfumato::lab {

// Either precision in one file, and drawing in 16 bits with them: most of what each compiles is what the others do,
// too.
template std::unique_ptr<training_network> start_training<float>(const training_settings&);
template std::unique_ptr<training_network> start_training<bf16>(const training_settings&);
template std::unique_ptr<drawing_network> open_network<bf16>(const safetensors_file&, const model_card&, int);

namespace {

constexpr index_t synthetic_images = 24000;  // an epoch as long as that of MNIST's four digits
constexpr index_t points_per_epoch = 20;     // of the loss curve

/// Of this run: drawing, the curve, and when to stop.
class observer {
 public:
  observer(const training_settings& settings, training_result& result, index_t images, index_t images_done)
      : result_(result),
        images_(static_cast<double>(images)),
        bar_("training", static_cast<double>(images * settings.epochs), "images", static_cast<double>(images_done)) {}

  bool after_step(const training_progress& p) {
    const double epochs_done =
        static_cast<double>(p.epoch) + static_cast<double>(p.batch + 1) / static_cast<double>(p.batches);
    sum_ += p.loss;
    ++count_;
    if ((p.batch + 1) * points_per_epoch / p.batches != p.batch * points_per_epoch / p.batches) {
      result_.curve.push_back({epochs_done, sum_ / count_});
      sum_ = count_ = 0;
    }
    char note[64];
    std::snprintf(note, sizeof note, "epoch %td/%td, loss %.4f", p.epoch + 1, p.epochs, p.so_far.loss());
    bar_.update(images_ * epochs_done, note);
    return !interrupt_guard::requested();
  }

  void epoch_line(index_t epoch, index_t epochs, const epoch_metrics& done) {
    char text[96];
    std::snprintf(text, sizeof text, "epoch %td/%td: loss %.4f, %.1f s, %.0f images/s", epoch, epochs, done.loss(),
                  done.seconds, done.images_per_second());
    bar_.line(text);
  }
  void clear() { bar_.clear(); }

 private:
  training_result& result_;
  double images_;
  progress bar_;
  double sum_ = 0, count_ = 0;
};

void train_on(const training_images& data, const training_settings& settings, training_result& result) {
  model_card& card = result.card;
  const auto training = card.network == "unet2d"       ? start_colour_training(settings)
                        : card.network == "classifier" ? start_classifier_training(settings)
                        : card.precision == "bf16"     ? start_training<bf16>(settings)
                                                       : start_training<float>(settings);
  const std::filesystem::path checkpoint = checkpoint_of(settings.model);
  if (settings.resume) training->load(checkpoint, card);

  result.parameters = training->parameters();
  result.images = data.size();
  const training_state& state = training->state();
  observer watch(settings, result, data.size(), state.next.epoch * data.size() + state.current.images);
  const auto update_card = [&] {
    card.epochs = static_cast<index_t>(state.history.size());
    if (!state.history.empty()) card.final_loss = state.history.back().loss();
  };
  const auto save = [&] {
    update_card();
    training->save(checkpoint, card);
  };
  training_run plan{.epochs = settings.epochs};
  plan.after_step = [&](const training_progress& p) { return watch.after_step(p); };
  plan.after_epoch = [&](const epoch_metrics& done) {
    watch.epoch_line(static_cast<index_t>(state.history.size()), settings.epochs, done);
    save();
    return true;
  };

  try {
    result.interrupted = training->run(data, plan) == training_outcome::stopped;
  } catch (const error& e) {
    if (e.kind() != error_kind::value || state.history.empty()) throw;
    fail(e.kind(), e.what(), "; ", checkpoint.string(), " holds the last good state");
  }
  watch.clear();
  index_t images = 0;
  for (const epoch_metrics& epoch : state.history) {
    result.epochs.push_back({epoch.loss(), epoch.seconds});
    images += epoch.images;
  }
  if (result.seconds() > 0) result.images_per_second = static_cast<double>(images) / result.seconds();
  if (result.interrupted) return save();
  update_card();
  card.weights = "ema";
  training->save_model(settings.model, card);
}

/// The first images of a dataset.
image_dataset first_images(const image_dataset& all, index_t count) {
  image_dataset some(all.image_shape(), all.classes());
  for (index_t i = 0; i < count; ++i) all.get(i, some.add(all.label(i)));
  return some;
}

training_images images_for(const training_settings& settings) {
  if (settings.source.name == "emoji") {
    const index_t pictures = settings.images > 0 ? settings.images : emoji_pictures::epoch;
    return training_images(folded(emoji_pictures(emoji_atlas::read(settings.source.folder), settings.seed, pictures)));
  }
  const std::vector<int>& digits = settings.card.labels;
  if (settings.source.synthetic()) {
    const index_t images = settings.images > 0 ? settings.images : synthetic_images;
    return training_images(synthetic_digits(settings.seed, digits, images));
  }
  image_dataset all = load_mnist<content_reader>(settings.source.folder, mnist_part::train, digits);
  if (settings.images > 0 && settings.images < all.size()) all = first_images(all, settings.images);
  if (settings.card.network == "classifier")
    return training_images(shifted<image_dataset>(std::move(all), classifier_shift, settings.seed));
  return training_images(std::move(all));
}

/// Of all pixels of the first images.
double deviation_of(const training_images& images) {
  constexpr index_t enough = 2000;
  std::vector<float> image(static_cast<std::size_t>(images.image_shape().size()));
  double sum = 0, squares = 0, count = 0;
  for (index_t i = 0; i < std::min(enough, images.size()); ++i) {
    images.get(i, image);
    for (const float x : image) {
      sum += static_cast<double>(x);
      squares += static_cast<double>(x) * static_cast<double>(x);
      ++count;
    }
  }
  return std::sqrt(squares / count - sum * sum / (count * count));
}

}  // namespace

void training_images::get(index_t i, std::span<float> out) const {
  if (const auto* drawn = std::get_if<synthetic_digits>(&of_)) return drawn->get(i, out);
  if (const auto* drawn = std::get_if<folded<emoji_pictures>>(&of_)) return drawn->get(i, out);
  if (const auto* moved = std::get_if<shifted<image_dataset>>(&of_)) return moved->get(i, out);
  std::get<image_dataset>(of_).get(i % size(), out);
}

int training_images::label(index_t i) const {
  if (const auto* drawn = std::get_if<synthetic_digits>(&of_)) return drawn->label(i);
  if (const auto* drawn = std::get_if<folded<emoji_pictures>>(&of_)) return drawn->label(i);
  if (const auto* moved = std::get_if<shifted<image_dataset>>(&of_)) return moved->label(i);
  return std::get<image_dataset>(of_).label(i % size());
}

std::filesystem::path checkpoint_of(const std::filesystem::path& model) { return model.string() + ".checkpoint"; }

training_result train(const training_settings& asked) {
  training_settings settings = asked;
  settings.card.data = settings.source.name;
  const training_images images = images_for(settings);
  if (settings.card.objective == "ddpm") {
    const schedule_report report = lint(settings.card.noise_schedule());
    if (report.leaky) std::fprintf(stderr, "warning: %s\n", report.message.c_str());
  }
  if (settings.card.objective == "edm") settings.card.edm.sigma_data = deviation_of(images);
  if (settings.card.network == "classifier")
    settings.rate = classifier_rate(settings.epochs * ((images.size() - 1) / settings.batch + 1));
  training_result result;
  result.card = settings.card;
  train_on(images, settings, result);
  return result;
}

}  // namespace sfumato::lab
