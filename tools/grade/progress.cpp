#include "grade/progress.hpp"

#include <algorithm>
#include <cmath>

#include "grade/plain_text.hpp"
#include "grade/standing.hpp"
#include "messages/text.hpp"

namespace lab {
namespace {

std::string time_left(double seconds) {
  if (seconds < 90) return text(std::lround(seconds), " s left");
  if (seconds < 90 * 60) return text(std::lround(seconds / 60), " min left");
  return text(number(seconds / 3600, 2), " h left");
}

}  // namespace

std::string line_of(const step& now) {
  std::string line = text("[", now.done, "/", now.all, "] ", shown_name(now.one.name), ": ");
  line += now.one.trouble.empty() ? text(now.one.earned(), " of ", now.one.max_points(), " points")
                                  : shown_name(now.one.trouble);
  if (now.kept) line += " (as before)";
  if (now.seconds_left && now.done < now.all) line += ", " + time_left(*now.seconds_left);
  return line;
}

std::string bar_of(std::size_t done, std::size_t all, std::optional<double> seconds_left, std::size_t width) {
  std::string words = text(done, "/", all);
  if (seconds_left && done < all) words += ", " + time_left(*seconds_left);
  constexpr std::size_t around = 3, longest = 40;  // "[", "] "
  if (width < words.size() + around + 4) return words.substr(0, width);
  const std::size_t room = std::min(longest, width - words.size() - around);
  const std::size_t full = all == 0 ? room : room * std::min(done, all) / all;
  return "[" + std::string(full, '=') + std::string(room - full, ' ') + "] " + words;
}

bool is_worth_keeping(const step& now) { return !needs_a_look(now.one).empty(); }

}  // namespace lab
