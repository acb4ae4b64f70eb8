#pragma once

#include "judge/variants.hpp"
#include "lab/museum/hall.hpp"
#include "lab/report/sketch.hpp"

namespace sfumato::lab::museum {

/// An image, and the values that are black and white in it.
struct picture {
  image values;
  double black = -1, white = 1;
};

/// What one function draws: pictures side by side, a curve, a few words, or some of each.
struct drawing {
  std::vector<picture> pictures = {};
  report::sketch curve = {};
  std::string words = {};  ///< plain text; a line that differs from the right one's stands out
  bool code = false;       ///< the words are code
  int broken_line = -1;    ///< of the words; then only this one stands out
};

/// One function on show: the right one or a mistake.
struct shown {
  std::string name, sentence;  ///< both empty: the right one
  drawing drawn;
  std::string stopped_by;  ///< what it threw instead
};

/// All known mistakes of one exercise, each drawn in the same way as the right function.
struct exhibit {
  ::lab::exercise_info of;
  std::string shows;  ///< a sentence, as HTML: what the right drawing is
  std::function<std::vector<shown>(hall&)> draw;
};

/// The right function first, then every mistake on show, and any more beside it. How: any function of that kind
/// and the hall make a drawing.
template <class Signature, class How>
exhibit hang(const ::lab::exercise<Signature>& of, const ::lab::variants<Signature>& wrong, std::string shows, How how,
             const std::vector<::lab::variant<Signature>>& more = {}) {
  std::vector<::lab::variant<Signature>> all = wrong.on_show();
  all.insert(all.end(), more.begin(), more.end());
  const auto draw = [&of, all, how](hall& in) {
    std::vector<shown> row = {{"", "", how(ours(of), in), ""}};
    for (const auto& one : all) {
      row.push_back({one.name, one.sentence, {}, ""});
      try {
        row.back().drawn = how(one.function, in);
      } catch (const std::exception& error) {
        row.back().stopped_by = error.what();
      }
    }
    return row;
  };
  return {of, std::move(shows), draw};
}

inline std::vector<picture> pictures(const std::vector<image>& all, double black = -1, double white = 1) {
  std::vector<picture> row;
  for (const image& one : all) row.push_back({one, black, white});
  return row;
}

/// Images that stand one below the other.
inline std::vector<picture> strip(const image& x) {
  std::vector<picture> row;
  for (Eigen::Index top = 0; top < x.rows(); top += x.cols()) row.push_back({x.middleRows(top, x.cols())});
  return row;
}

inline std::vector<double> points(const ::curve& values) { return {values.begin(), values.end()}; }

std::vector<exhibit> module_0();
std::vector<exhibit> module_1();
std::vector<exhibit> module_2();
std::vector<exhibit> module_3();
std::vector<exhibit> module_4();
std::vector<exhibit> module_beyond();

}  // namespace sfumato::lab::museum
