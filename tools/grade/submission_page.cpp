#include <algorithm>

#include "grade/page_look.hpp"
#include "grade/plain_text.hpp"
#include "grade/standing.hpp"
#include "messages/text.hpp"

namespace lab {
namespace {

std::string words_of(const graded_exercise& one) {
  switch (standing_of(one)) {
    case standing::passed: return "passed";
    case standing::in_part: return "in part";
    case standing::not_begun: return "not begun";
    case standing::not_passed: break;
  }
  std::string words = one.status;
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

std::string link_to(const graded_exercise& one) { return "e-" + folder_name(one.id); }

/// What passed has little to say; a page that only repeats it is not read.
bool has_words(const graded_exercise& one) {
  const standing at = standing_of(one);
  return at == standing::in_part || at == standing::not_passed || !one.printed.empty() || one.tried_again;
}

std::string line_of(const graded_exercise& one) {
  const std::string look(look_of(standing_of(one)));
  const std::string id =
      has_words(one) ? text("<a href=\"#", link_to(one), "\">", escaped(one.id), "</a>") : escaped(one.id);
  return text("<tr><td class=\"id\">", id, "</td><td>", escaped(one.title), "</td><td class=\"id\"><b class=\"", look,
              "\">", escaped(words_of(one)), "</b></td><td class=\"number\">", one.earned, " / ", one.max_points,
              "</td></tr>\n");
}

std::string tests_of(const graded_exercise& one) {
  std::string words = text(one.earned, " of ", one.max_points, " points");
  if (one.tests > 0 && !one.passed()) words += text("; ", one.tests_passed, " of ", one.tests, " tests passed");
  if (!one.mistake.empty()) words += "; known mistake: " + mistake_in_words(one.mistake);
  if (one.tried_again) words += "; its time was up at first, and it was run once more";
  return words;
}

std::string part_of(const graded_exercise& one) {
  std::string part =
      text("<section class=\"exercise ", look_of(standing_of(one)), "\" id=\"", link_to(one), "\"><h3>",
           escaped(one.id + " " + one.title), "</h3>\n<div class=\"soft\">", escaped(tests_of(one)), "</div>\n");
  if (!one.passed()) part += text("<pre>", escaped(one.message), "</pre>\n");
  if (!one.printed.empty())
    part += text("<details><summary>What its code printed</summary><pre>", escaped(one.printed), "</pre></details>\n");
  return part + "</section>\n";
}

}  // namespace

std::string to_page(const graded& one, const std::string& back) {
  std::string body;
  if (!back.empty()) body += text("<p class=\"soft\"><a href=\"", escaped(back), "\">The class</a></p>\n");
  body +=
      text("<h1>", escaped(one.shown()), "</h1>\n<p><b>", one.earned(), " of ", one.max_points(), " points</b></p>\n");
  if (!one.trouble.empty()) body += text("<p>It could not be graded: ", escaped(one.trouble), "</p>\n");
  if (!one.remarks.empty()) {
    body += "<h2>About the files</h2>\n<ul>\n";
    for (const std::string& remark : one.remarks) body += "<li>" + escaped(remark) + "</li>\n";
    body += "</ul>\n";
  }
  std::string lines, parts, untouched;
  for (const graded_exercise& e : one.exercises) {
    if (standing_of(e) == standing::not_begun && !has_words(e)) {
      untouched += (untouched.empty() ? "" : ", ") + escaped(e.id + " " + e.title);
      continue;
    }
    lines += line_of(e);
    if (has_words(e)) parts += part_of(e);
  }
  if (!lines.empty())
    body +=
        "<h2>Exercises</h2>\n<div class=\"wide\"><table><tr><th>id</th><th>exercise</th><th>verdict</th>"
        "<th class=\"number\">points</th></tr>\n" +
        lines + "</table></div>\n";
  if (!parts.empty()) body += "<h2>What was found</h2>\n" + parts;
  if (!untouched.empty()) body += "<h2>Not begun</h2>\n<p class=\"soft\">" + untouched + "</p>\n";
  std::string answers;
  for (const written_answer& a : one.answers)
    if (!a.words.empty() || a.counts)
      answers += text("<details", a.mark ? " open" : "", "><summary>", escaped(a.question + " " + a.asked),
                      a.counts ? text(" <b>", a.mark.value_or(0), " of ", a.max_points, "</b>") : std::string(),
                      "</summary><pre class=\"words\">", escaped(a.words), "</pre></details>\n");
  if (!answers.empty()) body += "<h2>Written answers</h2>\n" + answers;
  if (!one.pictures.empty()) body += "<h2>Pictures handed in</h2>\n";
  for (std::size_t i = 0; i < one.pictures.size(); ++i)
    body += text("<figure><img src=\"", picture_file(i), "\" alt=\"", escaped(one.pictures[i]), "\"><figcaption>",
                 escaped(one.pictures[i]), "</figcaption></figure>\n");
  body += text("<p class=\"soft\">Graded in the sandbox \"", escaped(one.rung), "\" with ", escaped(one.compiler),
               "; assignment ", one.version, ", work ", escaped(one.hash.substr(0, 12)), ".</p>\n");
  return whole_page(escaped(one.shown()), body);
}

}  // namespace lab
