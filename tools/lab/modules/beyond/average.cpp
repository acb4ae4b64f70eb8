#include "beyond/ema.registry.hpp"
#include "lab/modules/beyond/trained_variant.hpp"
#include "lab/modules/page_model.hpp"
#include "lab/report/numbers.hpp"
#include "lab/report/rows.hpp"
#include "lab/report/section.hpp"
#include "lab/system/interrupt.hpp"
#include "lab/terminal/progress.hpp"

namespace sfumato::lab {

namespace {

using report::decimals;

constexpr int warming_up = 100, training_steps = 300, every = 25;  // steps of training
constexpr double decay = 0.98;                                     // a memory of about 50 steps
constexpr index_t pictures = 16;

/// The network at some moments of its training: what it generates from the same noise, and how well it does.
struct photographs {
  picture_row shown;
  std::vector<double> losses;
  image last;
  double changes = 0;

  void take(variant_training& network, beyond_material& with, student_sampler& sampler, index_t digit) {
    const image drawn = sampler.ddim(20, [&](const image& x, int t) { return network.answer(x, t); }).pictures;
    if (last.size() > 0) changes += distance_between(drawn, last);
    last = drawn;
    shown.add(part(drawn, digit, with.height()));
    losses.push_back(loss_of(network, with, sampler.alpha_bars()));
  }
  double change() const { return changes / static_cast<double>(shown.size() - 1); }
  double mean_loss() const {
    return std::accumulate(losses.begin(), losses.end(), 0.0) / static_cast<double>(losses.size());
  }
  double spread() const {
    double sum = 0;
    for (const double loss : losses) sum += (loss - mean_loss()) * (loss - mean_loss());
    return std::sqrt(sum / static_cast<double>(losses.size() - 1));
  }

 private:
  /// Of the noise in pictures that the network has never seen, always the same ones.
  static double loss_of(variant_training& network, beyond_material& with, const ::curve& alpha_bars) {
    const image& x0 = with.unseen();
    double sum = 0;
    int count = 0;
    for (int t = 10; t < 200; t += 20, ++count) {
      const image noise =
          normal_image(x0.rows(), x0.cols(), {with.at.settings.seed, 78, static_cast<std::uint32_t>(t)});
      sum += (network.answer(std::sqrt(alpha_bars(t)) * x0 + std::sqrt(1 - alpha_bars(t)) * noise, t) - noise)
                 .square()
                 .mean();
    }
    return sum / count;
  }
};

}  // namespace

/// A network that goes on learning, photographed every few steps, beside the average that follows it.
void average_section(beyond_material& with) {
  student_functions& functions = with.at.functions;
  functions(student::ema_update, ::curve(::curve::Zero(2)), ::curve(::curve::Zero(2)), decay);
  if (with.missing(student::ema_update)) return;
  toy& network = with.network();
  variant recipe = plain_recipe(with);
  recipe.alpha_bars = network.alpha_bars();
  variant_training training(with.digits(), recipe, model_for(with.at, "beyond").file);
  student_sampler sampler(functions, network, pictures, with.at.settings.seed, [] {});
  const index_t digit = clearest(with.training(), sampler.ddim(20).pictures, with.height());

  photographs jumping, averaged;
  std::vector<std::string> words;
  ::curve average;
  progress bar("training on", training_steps, "steps");
  for (int k = 1; k <= training_steps; ++k) {
    if (interrupt_guard::requested()) throw interrupted{};
    training.step();
    const ::curve now = training.parameters();
    average = k <= warming_up ? now : functions(student::ema_update, average, now, decay);
    bar.update(k);
    if (k <= warming_up || k % every != 0) continue;
    words.push_back(join("step ", k));
    jumping.take(training, with, sampler, digit);
    training.set_parameters(average);
    averaged.take(training, with, sampler, digit);
    training.set_parameters(now);
  }
  bar.clear();

  report::table table{{"", "change between photographs", "loss on unseen digits", "spread of the loss"}, {}, ""};
  const auto add = [&](const char* name, const photographs& of) {
    table.rows.push_back({name, decimals(of.change(), 3), decimals(of.mean_loss(), 4), decimals(of.spread(), 4)});
  };
  add("the network", jumping);
  add("its average", averaged);
  report::section(with.page, "average")
      .set("rows",
           report::rows({{"the network", jumping.shown.pixels()}, {"its average (B.5)", averaged.shown.pixels()}},
                        words, "the same digit", ""))
      .set("every", every)
      .set("pictures", pictures)
      .set("network_change", decimals(jumping.change(), 3))
      .set("average_change", decimals(averaged.change(), 3))
      .set("table", table.html())
      .set("decay", decimals(decay, 2))
      .drawn_with(functions.taken());
}

}  // namespace sfumato::lab
