#include "grade/standing.hpp"

#include <algorithm>

#include "messages/text.hpp"

namespace lab {

standing standing_of(const graded_exercise& one) {
  if (one.passed()) return standing::passed;
  if (one.earned > 0) return standing::in_part;
  return one.status == "not_implemented" ? standing::not_begun : standing::not_passed;
}

std::string_view look_of(standing one) {
  switch (one) {
    case standing::passed: return "good";
    case standing::in_part: return "part";
    case standing::not_passed: return "bad";
    case standing::not_begun: break;
  }
  return "";
}

std::string needs_a_look(const graded& one) {
  std::string why = one.trouble;
  const auto odd = std::count_if(one.exercises.begin(), one.exercises.end(), [](const graded_exercise& e) {
    return e.status == "timeout" || e.status == "crashed" || e.status == "flood";
  });
  if (odd > 0) why += text(why.empty() ? "" : "; ", odd, " crashed, looped or flooded");
  if (!one.remarks.empty()) why += (why.empty() ? "" : "; ") + one.remarks.front();
  return why;
}

std::string mistake_in_words(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

}  // namespace lab
