#include "lab/course/answer_sheet.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include "lab/course/answers.hpp"
#include "lab/course/points_table.hpp"
#include "lab/report/asset.hpp"
#include "lab/report/colours.hpp"
#include "lab/report/html.hpp"
#include "sfumato/core/error.hpp"
#include "sfumato/version.hpp"

namespace sfumato::lab {

namespace fs = std::filesystem;
using report::escape;

namespace {

constexpr std::size_t keeps_together = 600;  // characters of an answer that stays on one sheet

struct self_rating {
  const char *id, *statement;
};
constexpr std::array<self_rating, 4> self_ratings = {
    {{"U1", "I can explain forward diffusion (adding noise)."},
     {"U2", "I can explain reverse diffusion (making a picture)."},
     {"U3", "I can say what this has in common with a CNN, and what not."},
     {"U4", "I can describe the path from our toy to the large text-to-image models."}}};

std::string element(const char* name, const char* style, const std::string& html) {
  return join("<", name, " class=\"", style, "\">", html, "</", name, ">\n");
}

/// The manifest's *emphasis* and `code`, after escaping.
std::string question_html(const std::string& text) {
  std::string html;
  bool emphasis = false, code = false;
  for (const char c : escape(text)) {
    if (c == '*' && !code) {
      html += emphasis ? "</em>" : "<em>";
      emphasis = !emphasis;
    } else if (c == '`') {
      html += code ? "</code>" : "<code>";
      code = !code;
    } else {
      html += c;
    }
  }
  return html + (code ? "</code>" : "") + (emphasis ? "</em>" : "");
}

std::string short_number(double value) {
  std::ostringstream text;
  text << value;
  return text.str();
}

/// All that were made; of those of one member the last counts.
std::string predictions_html(const course_record& record, const std::string& question) {
  std::string html;
  const auto& all = record.predictions;
  for (auto one = all.begin(); one != all.end(); ++one) {
    if (one->question != question) continue;
    const bool replaced = std::any_of(one + 1, all.end(), [&](const prediction& later) {
      return later.question == question && later.name == one->name;
    });
    const std::string who =
        join(one->name.empty() ? "Predicted" : one->name + " predicted", ", ", readable_time(one->time));
    html += element("div", replaced ? "prediction replaced" : "prediction",
                    element("p", "who", escape(who)) + element("p", "answer", escape(one->text)));
  }
  return html;
}

std::string question(const course_record& record, const ::lab::manifest_question& asked, const answer& given) {
  std::string html = element("span", "id", escape(asked.id)) + element("p", "asked", question_html(asked.text));
  html += predictions_html(record, asked.id);
  std::string numbers;
  for (const double number : given.numbers) numbers += (numbers.empty() ? "" : ", ") + short_number(number);
  if (!numbers.empty()) html += element("p", "numbers", join(escape(asked.label), ": <b>", escape(numbers), "</b>"));
  if (!given.text.empty()) {
    if (asked.kind == "prediction") html += element("p", "afterwards", "Afterwards");
    html += element("p", "answer", escape(given.text));
  }
  if (!given.missing.empty())
    html +=
        element("p", "open",
                escape(given.waits_for.empty() ? join("Open: ", given.missing, asked.in_class ? "" : " (after class)")
                                               : "Waits for " + given.waits_for));
  return element("div", given.text.size() < keeps_together ? "question short" : "question", html);
}

/// With colours in place of their names, since not every program that prints pages follows names.
std::string on_paper(std::string html) {
  for (const report::named_colour& one : report::palette) {
    const std::string named = join("var(", one.name, ")");
    for (std::size_t at = html.find(named); at != std::string::npos; at = html.find(named, at))
      html.replace(at, named.size(), one.paper);
  }
  return html;
}

/// What `lab run` left of its page: figures, pictures inside.
std::string pictures(const course& of, const ::lab::manifest_module& module) {
  std::ifstream file(of.home / "pages" / (module.id + ".html"), std::ios::binary);
  if (!file)
    return element("p", "no-pictures", join("no pictures yet: <code>./lab run ", escape(module.id), "</code>"));
  std::ostringstream all;
  all << file.rdbuf();
  return element("div", "pictures", on_paper(all.str()));
}

std::string ratings(const course_record& record, const std::vector<answer>& answers) {
  report::table table;
  table.headings = {"1 not yet, 2 with help, 3 I can explain it, 4 I could teach it"};
  std::size_t most = 1;
  for (const answer& one : answers)
    if (one.id.front() == 'U') most = std::max(most, one.numbers.size());
  for (std::size_t i = 0; i < most; ++i)
    table.headings.push_back(i < record.group.size() ? record.group[i] : join("member ", i + 1));
  for (const self_rating& rated : self_ratings) {
    std::vector<std::string> row{rated.statement};
    const auto one = std::find_if(answers.begin(), answers.end(), [&](const answer& a) { return a.id == rated.id; });
    for (std::size_t i = 0; i < most; ++i)
      row.push_back(one != answers.end() && i < one->numbers.size() ? short_number(one->numbers[i]) : "-");
    table.rows.push_back(row);
  }
  return element("div", "ratings", table.html());
}

}  // namespace

std::string answer_sheet(const course& of, const course_record& record) {
  const std::vector<answer> answers = read_answers(of, record);
  std::string names;
  for (const std::string& name : record.group) names += (names.empty() ? "" : ", ") + name;
  std::string body = join("<header><h1>Answers</h1>\n",
                          element("p", "names", escape(names.empty() ? "no names yet: ./lab group" : names)),
                          element("p", "when", join("Sfumato " SFUMATO_VERSION ", ", readable_time(time_now()))),
                          "</header>\n", points_table(of, record, answers));
  for (const auto& module : of.contents.modules) {
    std::string questions;
    for (std::size_t i = 0; i < of.contents.questions.size(); ++i)
      if (of.contents.questions[i].module == module.id)
        questions += question(record, of.contents.questions[i], answers[i]);
    const std::string kept = pictures(of, module);
    if (questions.empty() && kept.find("no-pictures") != std::string::npos) continue;
    body += join("<section>\n<h2><span class=\"number\">", escape(module.id), "</span>", escape(module.title),
                 "</h2>\n", kept, questions, "</section>\n");
  }
  body += "<section>\n<h2>How sure are we?</h2>\n" + ratings(record, answers) + "</section>\n";
  return join("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Answers",
              names.empty() ? "" : ": ", escape(names), "</title>\n<style>",
              on_paper(report::asset("page.css") + report::asset("answer_sheet.css")),
              "</style>\n</head>\n<body>\n<main>\n", body, "</main>\n</body>\n</html>\n");
}

}  // namespace sfumato::lab
