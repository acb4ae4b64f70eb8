#include "lab/data/open_data.hpp"
#include "lab/model/network.hpp"
#include "lab/modules/digits.hpp"
#include "lab/modules/module.hpp"
#include "lab/modules/page_model.hpp"
#include "lab/modules/reverse.hpp"
#include "lab/report/html.hpp"
#include "lab/report/marks.hpp"
#include "lab/report/numbers.hpp"
#include "lab/terminal/progress.hpp"
#include "lab/terminal/terminal.hpp"

namespace sfumato::lab {

namespace {

constexpr index_t samples = 12;
constexpr double steps_in_all = 200 + 3 * (50 + 100 + 200) + 200 + 200;

std::string model_words(const page_model& model, const model_card& card, const std::string& compared_with) {
  const std::string loss = card.final_loss ? join(", loss ", report::decimals(*card.final_loss, 4)) : std::string();
  const std::string about =
      join(report::escape(subject(card)), ", ", counted(static_cast<std::size_t>(card.epochs), "epoch"), loss);
  const std::string elsewhere =
      compared_with == card.data
          ? ""
          : report::note(
                join("<p><strong>Other training digits.</strong> What this network learned from is not here any "
                     "more (",
                     report::escape(card.data), "), so below it is compared with ", report::escape(compared_with),
                     " digits. <code>./lab data</code> shows what is where.</p>"));
  if (!model.quick) return report::paragraph(join("The network is the one of your Module 2: ", about, ".")) + elsewhere;
  return report::note(
      join("<p><strong>A quick network.</strong> There is none of Module 2 yet, so this page trained one "
           "in a hurry (",
           about,
           "), and its digits are rough. Run <code>./lab run 2</code>, then this page again, and it is "
           "your own.</p>"));
}

}  // namespace

report::page module_3(workplace& at) {
  const page_model model = model_for(at, "3");
  toy network(model.file, at.settings.threads);
  const page_settings settings = settings_of(network.card(), at.settings);
  const image_dataset digits = page_digits(settings);
  const nearest_digits training(digits);
  report::page page("Module 3: out of the noise",
                    "Pure noise, your network, your loop: a digit appears that nobody has written.");

  progress bar("drawing", steps_in_all, "steps");
  double done = 0;
  const std::function<void()> each_step = [&] { bar.update(++done); };
  student_sampler sampler(at.functions, network, samples, at.settings.seed, each_step);
  const generated twelve = sampler.all_steps();
  const std::vector<used_function> makers = at.functions.taken();
  const index_t followed = clearest(training, twelve.pictures, network.card().image[0]);
  const reverse_material with{at, page, network, training, sampler, twelve, makers, each_step, followed};
  page.section("One step after the other",
               model_words(model, network.card(), open_data(settings.data).name) + trajectory_section(with));
  page.section("When is it a digit?", recognised_section(with));
  page.section("Twelve that nobody wrote", samples_section(with));
  page.section("Fewer steps", steps_section(with));
  page.section("What the fresh noise is for", fresh_noise_section(with));
  bar.clear();
  page.section("A schedule that leaks, and thin digits", leak_section(with, settings));
  page.section("Next",
               report::paragraph("Answer Q16 to Q20 in <code>exercises/answers.md</code>. For Q20, look at all of this "
                                 "page: 16 × 16 pixels, few kinds of digits, a small network, minutes of training. "
                                 "Then Module 4: the same loop around a large network.") +
                   report::commands("./lab"));
  return page;
}

}  // namespace sfumato::lab
