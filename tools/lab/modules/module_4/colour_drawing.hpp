#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "judge/exercise_info.hpp"
#include "lab/model/colour_model.hpp"
#include "lab/modules/module.hpp"
#include "lab/modules/module_4/kept_drawings.hpp"
#include "lab/terminal/progress.hpp"

namespace sfumato::lab {

/// How pictures are drawn with the colour model: one for each of the groups.
struct colour_recipe {
  enum class step_rule { ddim, fixed_small, fixed_large, dpm_solver };

  std::vector<int> groups;
  int steps = 50;
  double guidance = 2;  ///< 1: the network is asked once in every step, and 4.1 takes no part
  step_rule by = step_rule::ddim;
  bool way = false;  ///< keep it

  /// How many pictures the network sees for it.
  double evaluations() const { return static_cast<double>(groups.size()) * steps * (guidance == 1 ? 1 : 2); }
};

/// Draws with the group's own functions, and keeps what is done. Picture n begins with noise n of the page's seed.
class colour_drawing {
 public:
  /// model: a folder, of which weights: what it holds, for what is kept; all: what will be drawn, for the time left.
  colour_drawing(workplace& at, const std::filesystem::path& model);

  /// What is going to be drawn: how far the bar goes.
  void expect(const std::vector<colour_recipe>& all);
  generated draw(const colour_recipe& how);
  void done() { bar_.reset(); }

  /// What the network takes a picture for in a moment of its way (2.1).
  image believed(const asked_moment& moment);
  const ::curve& alpha_bars() const { return model_.alpha_bars(); }
  colour_model& model() { return model_; }

 private:
  std::vector<const ::lab::exercise_info*> taking_part(const colour_recipe& how) const;
  std::string key_of(const colour_recipe& how) const;
  void take_part(const colour_recipe& how);
  bool broke(const colour_recipe& how) const;
  ::denoiser asked_so(const colour_recipe& how);

  workplace& at_;
  colour_model model_;
  std::string weights_;  ///< their digest
  kept_drawings kept_;
  std::unique_ptr<progress> bar_;
  double done_ = 0;
};

}  // namespace sfumato::lab
