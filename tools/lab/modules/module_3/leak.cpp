#include "lab/model/network.hpp"
#include "lab/model/sampling.hpp"
#include "lab/modules/module_3/reverse.hpp"
#include "lab/modules/page_model.hpp"
#include "lab/report/html.hpp"
#include "lab/report/numbers.hpp"
#include "lab/report/pictures.hpp"
#include "lab/report/section.hpp"
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

std::string first_of(const std::vector<image>& samples, const std::string& alt) {
  return report::tiles(picture_row(std::vector<image>(samples.begin(), samples.begin() + shown)).pixels(), alt);
}

std::string share_drawn(int count) { return report::percent(count / static_cast<double>(samples_drawn)); }

/// How many of each kind both models draw, beside the training digits.
void count_kinds(const reverse_material& with, const std::vector<image>& ours, const std::vector<image>& theirs,
                 report::section& part) {
  const std::vector<int> here = kinds_of(with.training, ours), there = kinds_of(with.training, theirs);
  std::vector<int> real(here.size());
  for (index_t i = 0; i < with.training.digits().size(); ++i)
    ++real[static_cast<std::size_t>(with.training.digits().label(i))];
  report::table table{{"digit", "scaled", "leaky", "training digits"}, {}, ""};
  for (std::size_t k = 0; k < here.size(); ++k)
    table.rows.push_back({with.kind(static_cast<int>(k)), share_drawn(here[k]), share_drawn(there[k]),
                          report::percent(real[k] / static_cast<double>(with.training.digits().size()))});
  part.set("table", table.html()).set("ones_scaled", share_drawn(here[1])).set("ones_leaky", share_drawn(there[1]));
}

void say_missing(report::page& page, const std::filesystem::path& model) {
  report::section(page, "leak").when("missing", true).set("missing_file", model.filename().string()).write();
}

}  // namespace

void leak_section(const reverse_material& with, const page_settings& settings) {
  const std::filesystem::path leaky = datasets_folder() / "models" / "mnist-digits-leaky.safetensors";
  std::error_code missing;
  if (!std::filesystem::exists(leaky, missing)) return say_missing(with.page, leaky);
  // Like is compared with like: four kinds of MNIST digits on both sides.
  const model_card& card = with.network.card();
  const bool own = card.data == "mnist" && card.labels.size() == 4 && card.schedule == "linear";
  std::filesystem::path tight = own ? model_for(with.at, "3").file : shipped_model();
  if (!std::filesystem::exists(tight, missing)) return say_missing(with.page, tight);
  const std::vector<image> ours = samples_of(tight, settings), theirs = samples_of(leaky, settings);
  const bool counts = with.training.digits().classes().size() == 4 && card.data == "mnist";
  report::section part(with.page, "leak");
  part.when("missing", false)
      .when("own", own)
      .when("counts", counts)
      .set("shown", shown)
      .set("samples", samples_drawn)
      .set("steps", leaky_steps)
      .set("scaled", first_of(ours, "a digit on the scaled schedule"))
      .set("leaky", first_of(theirs, "a digit on the leaky schedule"));
  if (counts) count_kinds(with, ours, theirs, part);
  part.write();
}

}  // namespace sfumato::lab
