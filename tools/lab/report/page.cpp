#include "lab/report/page.hpp"

#include <algorithm>
#include <utility>

#include "lab/report/asset.hpp"
#include "lab/report/colours.hpp"
#include "lab/report/html.hpp"
#include "sfumato/io/atomic_file.hpp"
#include "sfumato/version.hpp"

namespace sfumato::lab::report {

namespace {

/// The names of the colours, for light and for dark.
std::string colours() {
  std::string light, dark;
  for (const named_colour& one : palette) {
    light += join(one.name, ": ", one.light, "; ");
    dark += join(one.name, ": ", one.dark, "; ");
  }
  return join("\n:root { color-scheme: light dark; ", light, "}\n@media (prefers-color-scheme: dark) { :root { ", dark,
              "} }\n");
}

/// heading and content: HTML.
std::string in_section(std::string_view heading, std::string_view content) {
  return join("<section>\n<h2>", heading, "</h2>\n", content, "</section>\n");
}

}  // namespace

page::page(std::string title, std::string lead) : title_(std::move(title)), lead_(std::move(lead)) {}

page::page(page_text words) : title_(words.title()), lead_(words.lead()), words_(std::move(words)) {
  for (const page_text::part& one : words_->parts()) {
    sections_.push_back({one.name, one.heading, ""});
    if (names_in(one.text).empty()) put(one.name, {}, "");
  }
}

page::placed& page::place_of(std::string_view name) {
  (*words_)[name];  // which throws where there is none
  return *std::find_if(sections_.begin(), sections_.end(), [&](const placed& one) { return one.name == name; });
}

bool page::has(std::string_view name) { return !place_of(name).html.empty(); }

void page::put(std::string_view name, const text_values& values, std::string_view ending) {
  put_instead(name, fill((*words_)[name].text, values, kept_) + std::string(ending));
}

void page::put_instead(std::string_view name, std::string_view content) {
  placed& place = place_of(name);
  place.html = in_section(place.heading, content);
}

void page::section(std::string_view heading, std::string_view content) { section_before("", heading, content); }

void page::section_before(std::string_view other, std::string_view heading, std::string_view content) {
  const auto place =
      std::find_if(sections_.begin(), sections_.end(), [&](const placed& one) { return one.heading == other; });
  sections_.insert(place, {"", std::string(heading), in_section(escape(heading), content)});
}

bool page::append_where(std::string_view part, std::string_view content) {
  constexpr std::string_view end = "</section>\n";
  for (placed& one : sections_) {
    if (one.html.find(part) == std::string::npos) continue;
    one.html.insert(one.html.size() - end.size(), content);
    return true;
  }
  return false;
}

void page::rewrite(const std::function<std::string(const std::string&)>& change) {
  for (placed& one : sections_) one.html = change(one.html);
}

void page::script(std::string_view javascript) {
  if (scripts_.find(javascript) == std::string::npos) scripts_ += javascript;
}

std::string page::html() const {
  std::string sections;
  for (const placed& one : sections_) sections += one.html;
  return join("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
              "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
              "<meta name=\"color-scheme\" content=\"light dark\">\n<title>", escape(title_), "</title>\n<style>",
              colours(), asset("page.css"), "</style>\n</head>\n<body>\n<main>\n<header>\n<h1>", escape(title_),
              "</h1>\n<p class=\"lead\">", lead_, "</p>\n</header>\n", sections, "<footer>Sfumato ", SFUMATO_VERSION,
              ": images that emerge from noise.</footer>\n</main>\n<script>", asset("film.js"), scripts_,
              "</script>\n</body>\n</html>\n");
}

void page::write(const std::filesystem::path& path) const { write_file(path, html()); }

}  // namespace sfumato::lab::report
