#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "lab/terminal/terminal.hpp"

namespace sfumato::lab {

/// Seconds for people: "8 s", "1:05", "2:03:10".
std::string clock_text(double seconds);

/// How far a long job is, with its rate and the time left. On a terminal one line that is redrawn; elsewhere a plain
/// line now and then. Writes to stderr, so that stdout holds results only.
class progress {
 public:
  /// total: in units ("images", "steps", "MB"); begin: where the job starts, for one that is resumed.
  progress(std::string title, double total, std::string unit, double begin = 0);
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;
  ~progress();

  /// note: what else changes on the way ("loss 0.0512").
  void update(double done, std::string_view note = {});
  /// A line that stays; the bar goes on below it.
  void line(std::string_view text);
  /// Takes the bar away.
  void clear();

 private:
  using clock = std::chrono::steady_clock;

  void draw(double done, std::string_view note);
  std::string rate_and_time_left(double done) const;

  std::string title_, unit_;
  double total_, begin_;
  terminal terminal_;
  clock::time_point start_ = clock::now();
  clock::time_point spoken_ = start_;
  bool drawn_ = false;
};

}  // namespace sfumato::lab
