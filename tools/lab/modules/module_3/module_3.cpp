#include "lab/data/open_data.hpp"
#include "lab/model/network.hpp"
#include "lab/modules/digits.hpp"
#include "lab/modules/module.hpp"
#include "lab/modules/module_3/reverse.hpp"
#include "lab/modules/page_model.hpp"
#include "lab/report/numbers.hpp"
#include "lab/report/section.hpp"
#include "lab/terminal/progress.hpp"
#include "lab/terminal/terminal.hpp"

namespace sfumato::lab {

namespace {

constexpr index_t samples = 12;
constexpr double steps_in_all = 200 + 3 * (50 + 100 + 200) + 200 + 200;

/// Whose network it is, and what it learned from.
report::section told_of_model(report::page& page, const page_model& model, const model_card& card,
                              const std::string& compared_with) {
  const std::string loss = card.final_loss ? join(", loss ", report::decimals(*card.final_loss, 4)) : std::string();
  report::section part(page, "trajectory");
  part.when("quick", model.quick)
      .set("model", subject(card), ", ", counted(static_cast<std::size_t>(card.epochs), "epoch"), loss)
      .when("other_digits", compared_with != card.data)
      .set("learned_from", card.data)
      .set("compared_with", compared_with);
  return part;
}

}  // namespace

report::page module_3(workplace& at) {
  const page_model model = model_for(at, "3");
  toy network(model.file, at.settings.threads);
  const page_settings settings = settings_of(network.card(), at.settings);
  const image_dataset digits = page_digits(settings);
  const nearest_digits training(digits);
  report::page page(words_of("module_3"));

  progress bar("drawing", steps_in_all, "steps");
  double done = 0;
  const std::function<void()> each_step = [&] { bar.update(++done); };
  student_sampler sampler(at.functions, network, samples, at.settings.seed, each_step);
  const generated twelve = sampler.all_steps();
  const std::vector<used_function> makers = at.functions.taken();
  const index_t followed = clearest(training, twelve.pictures, network.card().image[0]);
  const reverse_material with{at, page, network, training, sampler, twelve, makers, each_step, followed};
  trajectory_section(with, told_of_model(page, model, network.card(), open_data(settings.data).name));
  recognised_section(with);
  samples_section(with);
  steps_section(with);
  fresh_noise_section(with);
  bar.clear();
  leak_section(with, settings);
  return page;
}

}  // namespace sfumato::lab
