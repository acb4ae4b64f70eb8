#include "lab/report/page_text.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "lab/report/page.hpp"
#include "lab/system/places.hpp"
#include "lab/system/text_file.hpp"
#include "sfumato/core/error.hpp"
#include "sfumato/io/atomic_file.hpp"

namespace sfumato::lab::report {
namespace {

namespace fs = std::filesystem;

std::string filled(const std::string& body, const text_values& values, std::string* kept = nullptr) {
  std::string paper;
  const std::string made = fill({"page/words.html", 7, body}, values, paper);
  if (kept) *kept = paper;
  return made;
}

std::string refusal(const std::string& body, const text_values& values = {}) {
  try {
    filled(body, values);
  } catch (const error& e) {
    return e.what();
  }
  return "";
}

std::string refused_file(const std::string& text) {
  const fs::path file = fs::temp_directory_path() / ("sfumato-words-" + std::to_string(::getpid()) + ".html");
  write_file(file, text);
  std::string said;
  try {
    page_text read(file);
  } catch (const error& e) {
    said = e.what();
  }
  fs::remove(file);
  return said.empty() ? said : said.substr(file.string().size());
}

TEST(Mustache, PutsWordsAndHtmlForNames) {
  const text_values values = {{"name", "a < b"}, {"figure", "<img>"}};
  EXPECT_EQ(filled("{{name}}: {{{figure}}}", values), "a &lt; b: <img>");
  EXPECT_EQ(filled("no names, { and } alone", {}), "no names, { and } alone");
}

TEST(Mustache, ShowsWhatIsSo) {
  const text_values values = {{"yes", true}, {"no", false}, {"name", "n"}};
  EXPECT_EQ(filled("{{#yes}}a{{/yes}}{{^yes}}b{{/yes}}{{#no}}c{{/no}}{{^no}}d{{/no}}", values), "ad");
  EXPECT_EQ(filled("{{#yes}}1{{^no}}2{{name}}{{/no}}3{{/yes}}4", values), "12n34");
  EXPECT_EQ(filled("{{#no}}{{unknown}}{{#also_unknown}}x{{/also_unknown}}{{/no}}", values), "");
}

TEST(Mustache, KeepsForPaperWhatIsShown) {
  std::string kept;
  const text_values values = {{"no", false}, {"name", "n"}};
  EXPECT_EQ(filled("a{{#kept}}b{{name}}{{/kept}}c{{#kept}}d{{/kept}}", values, &kept), "abncd");
  EXPECT_EQ(kept, "bnd");
  EXPECT_EQ(filled("{{#no}}{{#kept}}b{{/kept}}{{/no}}", values, &kept), "");
  EXPECT_EQ(kept, "");
}

TEST(Mustache, SaysWhereATextIsWrong) {
  const text_values values = {{"yes", true}, {"name", "n"}};
  EXPECT_EQ(refusal("a\nb {{nmae}}", values),
            "page/words.html:8: nothing is called \"nmae\" here; the names are: name, yes");
  EXPECT_EQ(refusal("{{#name}}x{{/name}}", values), "page/words.html:7: \"name\" is words: expected {{name}}");
  EXPECT_EQ(refusal("{{yes}}", values), "page/words.html:7: \"yes\" is yes or no: expected {{#yes}}");
  EXPECT_EQ(refusal("\n\n{{#yes}}x", values), "page/words.html:9: {{#yes}} has no {{/yes}}");
  EXPECT_EQ(refusal("{{/yes}}", values), "page/words.html:7: {{/yes}} ends what was not begun");
  EXPECT_EQ(refusal("{{#yes}}{{/name}}", values), "page/words.html:7: {{/name}} ends what was not begun");
  EXPECT_NE(refusal("{{ name }}", values).find("expected a name between {{ and }}"), std::string::npos);
  EXPECT_NE(refusal("{{{name}}", values).find("expected a name between {{ and }}}"), std::string::npos);
  EXPECT_NE(refusal("{{", values), "");
}

TEST(PageText, IsRefusedWithTheLine) {
  const std::string head = "<h1>T</h1>\n<p class=\"lead\">L</p>\n";
  EXPECT_EQ(refused_file(head + "\n<section name=\"a\">\n<h2>H</h2>\n<p>x</p>\n</section>\n"), "");
  EXPECT_EQ(refused_file(""), ":1: expected <h1>");
  EXPECT_EQ(refused_file("<h1>T</h1>\n\n<p>L</p>"), ":3: expected <p class=\"lead\">");
  EXPECT_EQ(refused_file(head + "<section>\n"), ":3: expected <section name=\"");
  EXPECT_EQ(refused_file(head + "<section name=\"a\">\n<p>x</p>"), ":4: expected <h2>");
  EXPECT_EQ(refused_file(head + "<section name=\"a\">\n<h2>H</h2>\n<p>x</p>\n"), ":5: expected </section> at its end");
  EXPECT_THROW(page_text("no/such/words.html"), error);
}

TEST(PageText, SectionsKeepItsOrderWhoeverIsFirst) {
  const fs::path file = fs::temp_directory_path() / ("sfumato-order-" + std::to_string(::getpid()) + ".html");
  write_file(file,
             std::string("<h1>T</h1><p class=\"lead\">L</p>\n<section name=\"a\">\n<h2>A</h2>\n{{x}}\n</section>\n"
                         "<section name=\"b\">\n<h2>B</h2>\n{{{x}}}\n</section>\n<section name=\"c\">\n<h2>C</h2>\n"
                         "always\n</section>\n<section name=\"d\">\n<h2>D</h2>\n{{x}}\n</section>\n"));
  page made{page_text(file)};
  fs::remove(file);
  made.put("b", {{"x", "<b>second</b>"}}, "<p>ending</p>");
  made.put("a", {{"x", "<first>"}}, "");
  const std::string html = made.html();
  const auto place = [&](const char* part) { return html.find(part); };
  ASSERT_NE(place("&lt;first&gt;"), std::string::npos);
  EXPECT_LT(place("&lt;first&gt;"), place("<b>second</b>\n<p>ending</p>"));
  EXPECT_LT(place("<p>ending</p>"), place("always"));
  EXPECT_EQ(place("<h2>D</h2>"), std::string::npos) << "nothing was put there";
}

/// What draws the page of this folder, in one text.
std::string sources_in(const fs::path& folder) {
  std::string all;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".cpp") all += text_of(entry.path());
  return all;
}

TEST(PageText, EveryNameInThePagesIsGivenAValue) {
  int pages = 0;
  for (const auto& entry : fs::directory_iterator(program_folder() / "modules")) {
    const fs::path words = entry.path() / "words.html";
    if (!fs::exists(words)) continue;
    ++pages;
    const std::string sources = sources_in(entry.path());
    const auto is_there = [&](const std::string& name) { return sources.find('"' + name + '"') != std::string::npos; };
    const page_text text(words);
    for (const page_text::part& part : text.parts()) {
      const auto names = names_in(part.text);
      EXPECT_TRUE(names.empty() || is_there(part.name)) << words.string() << ": nobody writes section " << part.name;
      for (const auto& [name, line] : names)
        EXPECT_TRUE(is_there(name)) << words.string() << ":" << line << ": nothing is called \"" << name << "\"";
      text_values all;  // which of both, words or yes and no, is found out when pages are drawn
      std::string kept;
      for (const auto& [name, line] : names) {
        const bool words = part.text.body.find("{{" + name + "}}") != std::string::npos;
        all[name] = words ? std::variant<bool, std::string>(std::string("x")) : std::variant<bool, std::string>(true);
      }
      EXPECT_NO_THROW(fill(part.text, all, kept)) << words.string() << ", section " << part.name;
    }
  }
  EXPECT_GE(pages, 5);
}

}  // namespace
}  // namespace sfumato::lab::report
