#include "grade/answer_pages.hpp"

#include <algorithm>
#include <map>

#include "grade/page_look.hpp"
#include "grade/plain_text.hpp"
#include "messages/text.hpp"

namespace lab {
namespace {

const written_answer* answer_to(const std::string& question, const graded& one) {
  for (const written_answer& answer : one.answers)
    if (answer.question == question) return &answer;
  return nullptr;
}

std::vector<const graded*> by_code(const std::vector<graded>& all) {
  std::vector<const graded*> list;
  for (const graded& one : all) list.push_back(&one);
  std::stable_sort(list.begin(), list.end(),
                   [](const auto* a, const auto* b) { return code_of(a->name) < code_of(b->name); });
  return list;
}

std::string who(const graded& one, bool anonymous) {
  const std::string code = text("<code>", code_of(one.name), "</code>");
  if (anonymous) return code;
  return text("<a href=\"../", escaped(one.name), "/index.html\">", escaped(one.shown()), "</a> ", code);
}

std::string links(const std::string& here, const std::vector<graded>& all) {
  std::string row = "<p class=\"soft\"><a href=\"../index.html\">The class</a>";
  for (const std::string& other : questions_answered(all))
    row += other == here ? " · <b>" + escaped(other) + "</b>"
                         : text(" · <a href=\"", folder_name(other), ".html\">", escaped(other), "</a>");
  return row + "</p>\n";
}

}  // namespace

std::vector<std::string> questions_answered(const std::vector<graded>& all) {
  std::vector<std::string> order;
  std::map<std::string, bool> answered;
  for (const graded& one : all)
    for (const written_answer& answer : one.answers) {
      if (answered.try_emplace(answer.question, false).second) order.push_back(answer.question);
      answered[answer.question] = answered[answer.question] || !answer.words.empty();
    }
  order.erase(std::remove_if(order.begin(), order.end(), [&](const auto& one) { return !answered[one]; }), order.end());
  return order;
}

std::string to_answers_page(const std::string& question, const std::vector<graded>& all, bool anonymous) {
  std::string cards, none, asked;
  int points = 0;
  std::size_t count = 0;
  for (const graded* one : by_code(all)) {
    const written_answer* answer = answer_to(question, *one);
    if (answer != nullptr) {
      asked = answer->asked;
      points = answer->max_points;
    }
    if (answer == nullptr || answer->words.empty()) {
      none += (none.empty() ? "" : ", ") + who(*one, anonymous);
      continue;
    }
    ++count;
    cards += text("<section class=\"exercise", answer->mark ? " good" : "", "\"><h3>", who(*one, anonymous),
                  "</h3>\n<div class=\"soft\">",
                  answer->mark ? text(*answer->mark, " of ", points, " points") : std::string("no mark yet"),
                  "</div>\n<pre class=\"words\">", escaped(answer->words), "</pre></section>\n");
  }
  std::string body = links(question, all);
  body += text("<h1>", escaped(question), "</h1>\n<p>", escaped(asked), "</p>\n<p class=\"soft\">", count,
               count == 1 ? " answer" : " answers", ", ", points, points == 1 ? " point" : " points",
               " at most. Enter marks into <a href=\"marks.csv\">marks.csv</a> and run the same command "
               "again.</p>\n",
               cards);
  if (!none.empty()) body += "<h2>Nothing written</h2>\n<p class=\"soft\">" + none + "</p>\n";
  return whole_page(escaped(question), body);
}

std::string to_marks_table(const std::vector<graded>& all, bool anonymous) {
  const std::vector<std::string> questions = questions_answered(all);
  std::string table = "code,submission";
  for (const std::string& question : questions) table += "," + csv_field(question);
  table += "\r\n";
  for (const graded* one : by_code(all)) {
    table += text(code_of(one->name), ",", anonymous ? "" : csv_field(one->name));
    for (const std::string& question : questions) {
      const written_answer* answer = answer_to(question, *one);
      table += answer != nullptr && answer->mark ? text(",", *answer->mark) : ",";
    }
    table += "\r\n";
  }
  return table;
}

}  // namespace lab
