#include "lab/student/training.hpp"

#include <cstdio>

#include "lab/model/card.hpp"
#include "lab/model/network.hpp"
#include "lab/student/training_step.hpp"
#include "lab/system/interrupt.hpp"
#include "lab/system/resources.hpp"
#include "lab/terminal/progress.hpp"
#include "lab/terminal/sparkline.hpp"
#include "sfumato/io/state_dict.hpp"

namespace sfumato::lab {

namespace {

constexpr index_t curve_points_per_epoch = 20;  // of the loss curve
constexpr std::size_t sparks = 24;

/// What is seen of the training while it runs, and afterwards.
class logbook {
 public:
  logbook(training_result& result, const student_training_settings& settings, index_t batches, index_t batch)
      : result_(result),
        settings_(settings),
        batches_(batches),
        batch_(batch),
        screen_(terminal::of(stderr)),
        bar_("training", static_cast<double>(settings.epochs * batches * batch), "images") {}

  void note(index_t step, double loss) {
    const index_t in_epoch = step % batches_;
    chunk_ += loss;
    ++chunk_steps_;
    epoch_ += loss;
    if ((in_epoch + 1) * curve_points_per_epoch / batches_ != in_epoch * curve_points_per_epoch / batches_) {
      result_.curve.emplace_back(static_cast<double>(step + 1) / static_cast<double>(batches_), chunk_ / chunk_steps_);
      heights_.push_back(chunk_ / chunk_steps_);
      chunk_ = chunk_steps_ = 0;
    }
    char text[64];
    std::snprintf(text, sizeof text, "loss %.4f ", epoch_ / static_cast<double>(in_epoch + 1));
    bar_.update(static_cast<double>((step + 1) * batch_), text + (screen_.unicode ? sparkline(heights_, sparks) : ""));
    if (in_epoch + 1 == batches_) end_epoch(step / batches_ + 1);
  }

 private:
  void end_epoch(index_t epoch) {
    const double loss = epoch_ / static_cast<double>(batches_), seconds = clock_.seconds() - before_;
    result_.epochs.push_back({loss, seconds});
    char text[96];
    std::snprintf(text, sizeof text, "epoch %td/%td: loss %.4f, %.1f s", epoch, settings_.epochs, loss, seconds);
    bar_.line(text);
    before_ += seconds;
    epoch_ = 0;
  }

  training_result& result_;
  const student_training_settings& settings_;
  index_t batches_, batch_;
  terminal screen_;
  progress bar_;
  stopwatch clock_;
  std::vector<double> heights_;
  double chunk_ = 0, epoch_ = 0, before_ = 0;
  int chunk_steps_ = 0;
};

}  // namespace

training_result train_as_written(student_functions& functions, const image_dataset& digits,
                                 const student_training_settings& settings) {
  training_result result;
  result.card = new_card("standard", "scaled", digits.classes(), false);
  result.card.data = settings.data;
  result.images = digits.size();
  cpu_context ctx(settings.threads);
  stored_network model(ctx, 0, standard_widths);
  model.slab.initialize(model.net, settings.seed);
  result.parameters = model.slab.size();

  const index_t batch = std::min(settings.batch, digits.size());
  loader<float, image_dataset> batches(digits, {.batch_size = batch, .seed = settings.seed, .drop_last = true});
  training_step step(functions, model, batches, settings.learning_rate, settings.seed);
  logbook book(result, settings, batches.batches_per_epoch(), batch);
  for (index_t k = 0; k < settings.epochs * batches.batches_per_epoch(); ++k) {
    if (interrupt_guard::requested()) throw interrupted{};
    const double loss = step.run();
    require(std::isfinite(loss), error_kind::value, "training: the loss is no number after step ", k + 1,
            "; \"./lab test 2\" tells which of the functions breaks it");
    book.note(k, loss);
  }
  result.images_per_second =
      static_cast<double>(settings.epochs * batches.batches_per_epoch() * batch) / std::max(result.seconds(), 1e-9);
  result.card.epochs = settings.epochs;
  result.card.final_loss = result.epochs.back().loss;
  result.card.weights = "ema";
  safetensors_writer weights;
  add_state_dict<stored_network::backend_type>(weights, ctx, step.averaged());
  write_weights(settings.model, weights, result.card.to_metadata());
  return result;
}

}  // namespace sfumato::lab
