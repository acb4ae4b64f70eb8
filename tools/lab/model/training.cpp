#include "lab/model/training.hpp"

#include <cstdio>

#include "lab/model/network.hpp"
#include "lab/model/stored_network.hpp"
#include "lab/system/interrupt.hpp"
#include "lab/terminal/progress.hpp"
#include "sfumato/data/mnist.hpp"
#include "sfumato/data/synthetic_digits.hpp"
#include "sfumato/diffusion/schedule/lint.hpp"
#include "sfumato/io/gzip.hpp"
#include "sfumato/io/state_dict.hpp"
#include "sfumato/train/checkpoint.hpp"
#include "sfumato/train/trainer.hpp"

namespace sfumato::lab {

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

template <class Data>
void train_on(const Data& data, const training_settings& settings, training_result& result) {
  using B = stored_network::backend_type;
  using net_type = decltype(stored_network::net);
  cpu_context ctx(settings.threads);
  model_card& card = result.card;
  stored_network model(ctx, card.classes, widths_of(card));
  model.slab.initialize(model.net, settings.seed);
  trainer<B, net_type> training(model.net, model.slab, card.noise_schedule(),
                                {.seed = settings.seed,
                                 .batch_size = settings.batch,
                                 .learning_rate = settings.learning_rate,
                                 .prediction = card.prediction,
                                 .classes = card.classes});
  const std::filesystem::path checkpoint = checkpoint_of(settings.model);
  if (settings.resume) load_checkpoint(checkpoint, training, card);

  result.parameters = model.slab.size();
  result.images = data.size();
  const training_state& state = training.state();
  observer watch(settings, result, data.size(), state.next.epoch * data.size() + state.current.images);
  const auto update_card = [&] {
    card.epochs = static_cast<index_t>(training.history().size());
    if (!training.history().empty()) card.final_loss = training.history().back().loss();
  };
  const auto save = [&] {
    update_card();
    save_checkpoint(checkpoint, training, card);
  };
  training_run plan{.epochs = settings.epochs};
  plan.after_step = [&](const training_progress& p) { return watch.after_step(p); };
  plan.after_epoch = [&](const epoch_metrics& done) {
    watch.epoch_line(static_cast<index_t>(training.history().size()), settings.epochs, done);
    save();
    return true;
  };

  try {
    result.interrupted = training.run(data, plan) == training_outcome::stopped;
  } catch (const error& e) {
    if (e.kind() != error_kind::value || training.history().empty()) throw;
    fail(e.kind(), e.what(), "; ", checkpoint.string(), " holds the last good state");
  }
  watch.clear();
  index_t images = 0;
  for (const epoch_metrics& epoch : training.history()) {
    result.epochs.push_back({epoch.loss(), epoch.seconds});
    images += epoch.images;
  }
  if (result.seconds() > 0) result.images_per_second = static_cast<double>(images) / result.seconds();
  if (result.interrupted) return save();
  update_card();
  card.weights = "ema";
  save_state_dict<B>(settings.model, ctx, training.averaged(), card.to_metadata());
}

/// The first images of a dataset.
image_dataset first_images(const image_dataset& all, index_t count) {
  image_dataset some(all.image_shape(), all.classes());
  for (index_t i = 0; i < count; ++i) all.get(i, some.add(all.label(i)));
  return some;
}

void train_with(const training_settings& settings, training_result& result) {
  const std::vector<int>& digits = result.card.labels;
  if (settings.source.synthetic()) {
    const index_t images = settings.images > 0 ? settings.images : synthetic_images;
    return train_on(synthetic_digits(settings.seed, digits, images), settings, result);
  }
  const image_dataset all = load_mnist<content_reader>(settings.source.folder, mnist_part::train, digits);
  if (settings.images == 0 || settings.images >= all.size()) return train_on(all, settings, result);
  train_on(first_images(all, settings.images), settings, result);
}

}  // namespace

std::filesystem::path checkpoint_of(const std::filesystem::path& model) { return model.string() + ".checkpoint"; }

training_result train(const training_settings& settings) {
  training_result result;
  result.card = settings.card;
  result.card.data = settings.source.name;
  const schedule_report report = lint(result.card.noise_schedule());
  if (report.leaky) std::fprintf(stderr, "warning: %s\n", report.message.c_str());
  train_with(settings, result);
  return result;
}

}  // namespace sfumato::lab
