#include "grade/gradebook.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "grade/csv_table.hpp"
#include "grade/plain_text.hpp"
#include "messages/text.hpp"
#include "sfumato/core/error.hpp"

namespace lab {
namespace {

using sfumato::error_kind;
using line = std::vector<csv_table::field>;

std::string known_as(std::string key) {
  while (!key.empty() && key.back() == ' ') key.pop_back();
  while (!key.empty() && key.front() == ' ') key.erase(0, 1);
  for (char& c : key)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return key;
}

std::string value_at(const line& of, std::size_t column) { return column < of.size() ? of[column].value : ""; }

/// The places of the columns that are called so; Canvas adds a number in brackets.
std::vector<std::size_t> columns_called(const line& titles, const std::string& name) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < titles.size(); ++i) {
    const std::string& title = titles[i].value;
    const bool numbered = title.size() > name.size() + 3 && title.rfind(name + " (", 0) == 0 && title.back() == ')' &&
                          title.find_first_not_of("0123456789", name.size() + 2) == title.size() - 1;
    if (title == name || numbered) places.push_back(i);
  }
  return places;
}

std::size_t column_called(const gradebook& book, const line& titles) {
  const auto places = columns_called(titles, book.column);
  std::string all;
  for (const auto& title : titles) all += (all.empty() ? "" : ", ") + title.value;
  sfumato::require(!places.empty(), error_kind::io, shown_name(book.file), ": expected a column ",
                   shown_name(book.column), "; it has ", shown_name(all), "; name one with --column");
  sfumato::require(places.size() == 1, error_kind::io, shown_name(book.file), ": ", places.size(),
                   " columns are called ", shown_name(book.column),
                   "; name one with its number, as in \"Lab (12345)\"");
  return places.front();
}

/// How many lines of the table are people's, and by what they are known.
std::vector<std::set<std::string>> keys_of(const csv_table& table) {
  const std::set<std::string> names = {"ID",       "SIS User ID",   "SIS Login ID", "Identifier",
                                       "Username", "Email address", "SID",          "Email"};
  std::vector<std::set<std::string>> keys(table.lines.size());
  for (std::size_t i = 1; i < table.lines.size(); ++i)
    for (std::size_t column = 0; column < table.lines[0].size(); ++column) {
      if (names.count(table.lines[0][column].value) == 0) continue;
      std::string key = known_as(value_at(table.lines[i], column));
      if (table.lines[0][column].value == "Identifier") key = key.substr(key.rfind(' ') + 1);  // "Participant 12"
      if (!key.empty()) keys[i].insert(key);
    }
  return keys;
}

struct mark {
  double points = 0;
  std::size_t from = 0;  // the submission
};

/// What all points are worth there, where the table says so.
std::optional<double> maximum_in(const csv_table& table, std::size_t column) {
  const auto number_in = [](const std::string& words) -> std::optional<double> {
    char* end = nullptr;
    const double value = std::strtod(words.c_str(), &end);
    return end != words.c_str() && std::isfinite(value) ? std::optional(value) : std::nullopt;
  };
  const auto maxima = columns_called(table.lines[0], "Maximum Grade");
  if (!maxima.empty() && table.lines.size() > 1) return number_in(value_at(table.lines[1], maxima.front()));
  for (const line& one : table.lines)
    if (known_as(value_at(one, 0)) == "points possible") return number_in(value_at(one, column));
  return std::nullopt;
}

/// Canvas takes back whatever column it finds, other assignments' marks among it.
std::vector<std::size_t> kept_columns(const line& titles, std::size_t column) {
  const std::set<std::string> asked = {"Student",        "ID",           "SIS User ID", "SIS Login ID",
                                       "Integration ID", "Root Account", "Section"};
  const bool canvas = !titles.empty() && titles[0].value == "Student" && !columns_called(titles, "ID").empty();
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < titles.size(); ++i)
    if (!canvas || i == column || asked.count(titles[i].value) > 0) kept.push_back(i);
  return kept;
}

}  // namespace

std::map<std::string, std::string> read_groups(const std::string& file, const std::string& words) {
  const csv_table table = read_csv(file, words);
  std::map<std::string, std::string> groups;
  const line titles = table.lines.empty() ? line{} : table.lines.front();
  const auto group = columns_called(titles, "group"), member = columns_called(titles, "member");
  sfumato::require(group.size() == 1 && member.size() == 1, error_kind::io, shown_name(file),
                   ": expected a table with the columns group and member, and a line for each member");
  for (std::size_t i = 1; i < table.lines.size(); ++i)
    if (const std::string who = known_as(value_at(table.lines[i], member[0])); !who.empty())
      groups[who] = value_at(table.lines[i], group[0]);
  return groups;
}

filled_gradebook fill(const gradebook& book, const std::vector<graded>& all) {
  csv_table table = read_csv(book.file, book.text);
  sfumato::require(!table.lines.empty(), error_kind::io, shown_name(book.file), ": expected a gradebook, it is empty");
  const std::size_t column = column_called(book, table.lines[0]);
  const auto keys = keys_of(table);
  filled_gradebook done;

  std::map<std::string, std::set<std::size_t>> known;  // submissions by what their people are known by
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].people.empty()) known[known_as(all[i].name)].insert(i);
    for (const person& one : all[i].people)
      for (const std::string& key : one.keys) known[known_as(key)].insert(i);
  }
  std::map<std::size_t, mark> marks;  // by lines
  std::map<std::string, mark> of_groups;
  std::vector<std::string> group_of(table.lines.size());
  std::set<std::size_t> used;
  const auto better = [](auto& of, const auto& key, const mark& one) {
    const auto [at, added] = of.try_emplace(key, one);
    if (!added && at->second.points < one.points) at->second = one;
    return added || at->second.from == one.from;
  };
  for (std::size_t i = 1; i < table.lines.size(); ++i)
    for (const std::string& key : keys[i]) {
      if (const auto group = book.groups.find(key); group != book.groups.end()) group_of[i] = group->second;
      if (const auto found = known.find(key); found != known.end())
        for (const std::size_t from : found->second) {
          used.insert(from);
          if (all[from].trouble.empty()) better(marks, i, {all[from].earned(), from});
        }
    }
  for (const auto& [i, one] : marks)
    if (!group_of[i].empty()) better(of_groups, group_of[i], one);
  for (std::size_t i = 1; i < table.lines.size(); ++i) {
    const auto group = of_groups.find(group_of[i]);
    if (group == of_groups.end()) continue;
    if (const auto own = marks.find(i); own != marks.end() && own->second.from != group->second.from)
      done.notes.push_back(text("group ", shown_name(group_of[i]), " handed in more than once; ",
                                shown_name(all[group->second.from].name), " counts, which is the best"));
    marks[i] = group->second;
  }

  int most = 0;
  for (const graded& one : all) most = std::max(most, one.max_points());
  const double factor = book.scale > 0 && most > 0 ? book.scale / most : 1;
  if (const auto there = maximum_in(table, column); there && std::fabs(*there - most * factor) > 1e-6)
    done.notes.push_back(text("all points are ", *there, " in the gradebook and ", most * factor, " here; --scale ",
                              *there, " would fit"));
  const auto changeable = columns_called(table.lines[0], "Grade can be changed");
  std::size_t filled = 0, without = 0;
  for (std::size_t i = 1; i < table.lines.size(); ++i) {
    const auto found = marks.find(i);
    if (found == marks.end()) {
      if (!keys[i].empty()) ++without;
      continue;
    }
    if (!changeable.empty() && value_at(table.lines[i], changeable[0]) == "No") {
      done.notes.push_back(text("line ", i + 1, " cannot be changed, says the gradebook, and is left as it was"));
      continue;
    }
    if (table.lines[i].size() <= column) table.lines[i].resize(column + 1);
    table.lines[i][column].raw = number(std::round(found->second.points * factor * 100) / 100, 9);
    ++filled;
  }
  done.notes.insert(done.notes.begin(),
                    text(filled, " marks entered; ", without, " in the gradebook have no submission"));
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (used.count(i) == 0)
      done.notes.push_back(text(shown_name(all[i].name), " is nobody in the gradebook: ", all[i].earned(), " points"));
    if (!all[i].trouble.empty())
      done.notes.push_back(shown_name(all[i].name) + " could not be graded and gets no mark");
  }
  done.text = table.written(kept_columns(table.lines[0], column));
  return done;
}

}  // namespace lab
