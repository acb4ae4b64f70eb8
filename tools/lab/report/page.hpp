#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lab/report/page_text.hpp"

namespace sfumato::lab::report {

/// A page that needs nothing but itself: style and script are inside, pictures are `data:` addresses, nothing is
/// loaded. One idea a section. It follows the reader's choice of light or dark and fits a phone.
class page {
 public:
  /// lead: one or two sentences below the title, as HTML.
  page(std::string title, std::string lead);
  /// Words that stand in a file. Its sections come in the file's order: those without names are there at once, the
  /// others as soon as something is put for their names, or else they are left out.
  explicit page(page_text words);

  const page_text& words() const { return *words_; }
  /// Fills the section of that name and puts the ending, HTML, below it.
  void put(std::string_view name, const text_values& values, std::string_view ending);
  /// Whether something was put there.
  bool has(std::string_view name);
  /// Puts this content, HTML, in its place.
  void put_instead(std::string_view name, std::string_view content);

  /// heading: plain text; content: HTML.
  void section(std::string_view heading, std::string_view content);
  /// The same in front of the section with that heading; at the end where there is none.
  void section_before(std::string_view other, std::string_view heading, std::string_view content);
  /// At the end of the first section that holds such a part; false where none does.
  bool append_where(std::string_view part, std::string_view content);
  /// Puts another text in place of each section's.
  void rewrite(const std::function<std::string(const std::string&)>& change);
  /// Scripts that its figures need beside that of the films.
  void script(std::string_view javascript);
  /// Notes a figure that belongs on paper, beside the answers.
  void keep(const std::string& figure) { kept_ += figure; }
  const std::string& kept() const { return kept_; }
  /// Notes numbers that the page shows and a question asks for. A question may be answered by one list or another.
  void shows(const std::string& question, std::vector<double> numbers) {
    shown_[question].push_back(std::move(numbers));
  }
  const std::map<std::string, std::vector<std::vector<double>>>& shown() const { return shown_; }
  /// The same of times, which come out different whenever the page is drawn.
  void times(const std::string& question, std::vector<double> seconds) {
    times_[question].push_back(std::move(seconds));
  }
  const std::map<std::string, std::vector<std::vector<double>>>& times() const { return times_; }
  std::string html() const;
  /// Replaces the file in one step. Throws (io) naming it.
  void write(const std::filesystem::path& path) const;

 private:
  std::string title_, lead_, scripts_, kept_;
  std::map<std::string, std::vector<std::vector<double>>> shown_, times_;
  struct placed {
    std::string name, heading, html;
  };

  placed& place_of(std::string_view name);

  std::optional<page_text> words_;
  std::vector<placed> sections_;
};

}  // namespace sfumato::lab::report
