#include "lab/report/page.hpp"

#include <algorithm>

#include "lab/report/colours.hpp"
#include "lab/report/html.hpp"
#include "lab/report/look.hpp"
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

}  // namespace

page::page(std::string title, std::string lead) : title_(std::move(title)), lead_(std::move(lead)) {}

void page::section(std::string_view heading, std::string_view content) { section_before("", heading, content); }

void page::section_before(std::string_view other, std::string_view heading, std::string_view content) {
  const auto place =
      std::find_if(sections_.begin(), sections_.end(), [&](const auto& one) { return one.first == other; });
  sections_.emplace(place, heading, join("<section>\n<h2>", escape(heading), "</h2>\n", content, "</section>\n"));
}

bool page::append_where(std::string_view part, std::string_view content) {
  constexpr std::string_view end = "</section>\n";
  for (auto& [heading, section] : sections_) {
    if (section.find(part) == std::string::npos) continue;
    section.insert(section.size() - end.size(), content);
    return true;
  }
  return false;
}

void page::rewrite(const std::function<std::string(const std::string&)>& change) {
  for (auto& [heading, section] : sections_) section = change(section);
}

void page::script(std::string_view javascript) {
  if (scripts_.find(javascript) == std::string::npos) scripts_ += javascript;
}

std::string page::html() const {
  std::string sections;
  for (const auto& [heading, section] : sections_) sections += section;
  return join("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n",
              "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
              "<meta name=\"color-scheme\" content=\"light dark\">\n<title>", escape(title_), "</title>\n<style>",
              colours(), style_sheet, "</style>\n</head>\n<body>\n<main>\n<header>\n<h1>", escape(title_),
              "</h1>\n<p class=\"lead\">", lead_, "</p>\n</header>\n", sections, "<footer>Sfumato ", SFUMATO_VERSION,
              ": images that emerge from noise.</footer>\n</main>\n<script>", film_script, scripts_,
              "</script>\n</body>\n</html>\n");
}

void page::write(const std::filesystem::path& path) const { write_file(path, html()); }

}  // namespace sfumato::lab::report
