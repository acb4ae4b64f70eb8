#include "lab/model/network.hpp"
#include "lab/model/sampling.hpp"
#include "lab/modules/page_model.hpp"
#include "lab/modules/reverse.hpp"
#include "lab/report/html.hpp"
#include "lab/report/marks.hpp"
#include "lab/report/numbers.hpp"
#include "lab/report/pictures.hpp"
#include "lab/system/places.hpp"

namespace sfumato::lab {

namespace {

constexpr index_t samples_drawn = 96, shown = 24, leaky_steps = 100;

/// So many samples of a model, by the library.
std::vector<image> samples_of(const std::filesystem::path& model, const page_settings& settings) {
  const sampling_result result =
      draw(model, {.count = samples_drawn, .steps = leaky_steps, .seed = settings.seed, .threads = settings.threads});
  if (result.interrupted) throw interrupted{};
  std::vector<image> all;
  for (index_t n = 0; n < samples_drawn; ++n)
    all.push_back(to_image(result.pictures().row(n), result.extent[1], result.extent[2]));
  return all;
}

std::vector<int> kinds_of(const nearest_digits& training, const std::vector<image>& samples) {
  std::vector<int> kinds(training.digits().classes().size());
  for (const image& one : samples) ++kinds[static_cast<std::size_t>(winner(training.vote(one)).label)];
  return kinds;
}

std::string half(const std::vector<image>& samples, const std::string& alt, const std::string& caption) {
  const picture_row row(std::vector<image>(samples.begin(), samples.begin() + shown));
  return report::figure(report::tiles(row.pixels(), alt), caption);
}

std::string share_drawn(int count) { return report::percent(count / static_cast<double>(samples_drawn)); }

}  // namespace

std::string leak_section(const reverse_material& with, const page_settings& settings) {
  const std::filesystem::path leaky = datasets_folder() / "models" / "mnist-digits-leaky.safetensors";
  std::error_code missing;
  if (!std::filesystem::exists(leaky, missing))
    return report::note(
        join("<p>This copy came without ", leaky.filename().string(), ", so there is nothing to compare here.</p>"));
  // Like is compared with like: four kinds of MNIST digits on both sides.
  const model_card& card = with.network.card();
  const bool own = card.data == "mnist" && card.labels.size() == 4 && card.schedule == "linear";
  std::filesystem::path tight = own ? model_for(with.at, "3").file : shipped_model();
  if (!std::filesystem::exists(tight, missing)) return report::note("<p>There is no model to compare with.</p>");
  const std::vector<image> ours = samples_of(tight, settings), theirs = samples_of(leaky, settings);
  std::string text = report::paragraph(
      join("Module 1 showed a schedule that leaks: at t = 199 some of the picture is still there, and the network can "
           "lean on it. Generation starts from pure noise, which such a network has never seen. Here are ",
           shown, " of ", samples_drawn, " samples each. (So many come from the library's own loop, in ", leaky_steps,
           " steps, to save time.)"));
  const std::string figures = join(
      "<div class=\"pair\">\n",
      half(ours, "a digit on the scaled schedule",
           own ? "The model of this page, on the scaled schedule." : "The shipped model, on the scaled schedule."),
      half(theirs, "a digit on the leaky schedule", "A model trained on the leaky schedule, 8 epochs."), "</div>\n");
  with.page.keep(figures);
  text += figures;
  if (with.training.digits().classes().size() != 4 || card.data != "mnist")
    return text + report::paragraph("Count the ones on both sides: which of the two draws fewer of them?");

  const std::vector<int> here = kinds_of(with.training, ours), there = kinds_of(with.training, theirs);
  std::vector<int> real(here.size());
  for (index_t i = 0; i < with.training.digits().size(); ++i)
    ++real[static_cast<std::size_t>(with.training.digits().label(i))];
  report::table table{{"digit", "scaled", "leaky", "training digits"}, {}, ""};
  for (std::size_t k = 0; k < here.size(); ++k)
    table.rows.push_back({with.kind(static_cast<int>(k)), share_drawn(here[k]), share_drawn(there[k]),
                          report::percent(real[k] / static_cast<double>(with.training.digits().size()))});
  return text + table.html() +
         report::paragraph(join("Look at the ones, the thin digits: ", share_drawn(here[1]), " against ",
                                share_drawn(there[1]),
                                ". What leaks first is the mean brightness of a picture. Pure "
                                "noise has a middle brightness, which to this network means a digit with much ink; a 1 "
                                "has little."));
}

}  // namespace sfumato::lab
