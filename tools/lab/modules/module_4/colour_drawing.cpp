#include "lab/modules/module_4/colour_drawing.hpp"

#include <algorithm>
#include <set>

#include "2_training/estimate.registry.hpp"
#include "3_reverse/clipping.registry.hpp"
#include "3_reverse/reverse_mean.registry.hpp"
#include "3_reverse/strided.registry.hpp"
#include "4_professional/ddim.registry.hpp"
#include "4_professional/guidance.registry.hpp"
#include "beyond/dpm_solver.registry.hpp"
#include "grade/sha256.hpp"
#include "lab/model/colour_network.hpp"
#include "lab/model/colour_strip.hpp"

namespace sfumato::lab {

namespace fs = std::filesystem;

namespace {

using rule = colour_recipe::step_rule;

std::string digest_of(const fs::path& folder) {
  const fs::path whole = folder / "diffusion_pytorch_model.safetensors";
  std::error_code missing;
  return sha256_of_contents(fs::exists(whole, missing) ? whole
                                                       : folder / "diffusion_pytorch_model.safetensors.index.json");
}

}  // namespace

colour_drawing::colour_drawing(workplace& at, const fs::path& model)
    : at_(at),
      model_(model, at.settings.threads),
      weights_(digest_of(model)),
      kept_(at.folder("4") / "kept", at.settings.again) {}

void colour_drawing::expect(const std::vector<colour_recipe>& all) {
  double sum = 0;
  std::set<std::string> keys;
  for (const colour_recipe& how : all)
    if (const std::string key = key_of(how); keys.insert(key).second && !kept_.find(key)) sum += how.evaluations();
  if (sum > 0) bar_ = std::make_unique<progress>("drawing in colour", sum, "pictures seen");
}

std::vector<const ::lab::exercise_info*> colour_drawing::taking_part(const colour_recipe& how) const {
  std::vector<const ::lab::exercise_info*> all = {&student::strided_timesteps};
  if (how.guidance != 1) all.push_back(&student::guided_noise);
  if (how.by == rule::ddim || how.by == rule::dpm_solver) all.push_back(&student::ddim_step);
  if (how.by != rule::ddim) all.push_back(&student::estimate_x0);
  if (how.by == rule::dpm_solver) all.push_back(&student::dpm_solver_step);
  if (how.by == rule::fixed_small) all.push_back(&student::reverse_sigma);
  if (how.by == rule::fixed_small || how.by == rule::fixed_large) {
    all.push_back(&student::clip_x0);
    all.push_back(&student::reverse_mean_from_x0);
  }
  return all;
}

std::string colour_drawing::key_of(const colour_recipe& how) const {
  std::string text = join(weights_, ", seed ", at_.settings.seed, ", solver ", static_cast<int>(how.by), ", steps ",
                          how.steps, ", w ", how.guidance, how.way ? ", way" : "");
  for (const int group : how.groups) text += join(", ", group);
  for (const ::lab::exercise_info* one : taking_part(how)) text += join(", ", at_.functions.version(*one));
  return hash_of(text);
}

/// Asks each of them once, so that the page can say whose they are where all pictures are kept ones.
void colour_drawing::take_part(const colour_recipe& how) {
  student_functions& functions = at_.functions;
  const image some = image::Constant(2, 3, 0.5);
  functions(student::strided_timesteps, 4, 2);
  if (how.guidance != 1) functions(student::guided_noise, some, some, how.guidance);
  if (how.by == rule::ddim || how.by == rule::dpm_solver) functions(student::ddim_step, some, some, 0.5, 0.8);
  if (how.by == rule::ddim) return;
  functions(student::estimate_x0, some, some, 0.5);
  if (how.by == rule::dpm_solver) {
    functions(student::dpm_solver_step, some, some, some, 0.2, 0.5, 0.8);
    return;
  }
  functions(student::clip_x0, some);
  functions(student::reverse_mean_from_x0, some, some, 0.5, 0.8);
  if (how.by == rule::fixed_small) functions(student::reverse_sigma, 0.5, 0.8);
}

bool colour_drawing::broke(const colour_recipe& how) const {
  const std::vector<used_function> broken = at_.functions.broken();
  const auto all = taking_part(how);
  return std::any_of(broken.begin(), broken.end(), [&](const used_function& one) {
    return std::any_of(all.begin(), all.end(), [&](const ::lab::exercise_info* part) { return part->id == one.id; });
  });
}

::denoiser colour_drawing::asked_so(const colour_recipe& how) {
  if (how.guidance == 1) return [this, how](const image& x, int t) { return model_.predict_noise(x, t, how.groups); };
  const std::vector<int> none(how.groups.size(), static_cast<int>(no_group));
  return [this, how, none](const image& x, int t) {
    return at_.functions(student::guided_noise, model_.predict_noise(x, t, none),
                         model_.predict_noise(x, t, how.groups), how.guidance);
  };
}

generated colour_drawing::draw(const colour_recipe& how) {
  take_part(how);
  const std::string key = key_of(how);
  if (auto kept = kept_.find(key)) return std::move(*kept);
  const auto count = static_cast<index_t>(how.groups.size());
  const double each = how.evaluations() / how.steps;
  student_sampler sampler(at_.functions,
                          {asked_so(how), model_.betas(), model_.alpha_bars(), colour_height, colour_side,
                           model_.noise(count, at_.settings.seed)},
                          count, at_.settings.seed, [&] {
                            done_ += each;
                            if (bar_) bar_->update(done_);
                          });
  if (!how.way) sampler.keep_no_way();
  generated drawn = how.by == rule::ddim         ? sampler.ddim(how.steps)
                    : how.by == rule::dpm_solver ? sampler.dpm_solver(how.steps)
                                                 : sampler.some_steps(how.steps, how.by == rule::fixed_large);
  if (!broke(how)) kept_.add(key, drawn);
  return drawn;
}

image colour_drawing::believed(const asked_moment& moment) {
  return at_.functions(student::estimate_x0, moment.x, moment.predicted_noise, model_.alpha_bars()(moment.t));
}

}  // namespace sfumato::lab
