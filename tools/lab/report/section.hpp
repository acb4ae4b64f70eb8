#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lab/report/html.hpp"
#include "lab/report/marks.hpp"
#include "lab/report/page.hpp"
#include "sfumato/core/error.hpp"

namespace sfumato::lab::report {

/// A section of a page whose words stand in a file: gives their names values, and adds what every section ends with.
///
///     section(page, "steps").set("rows", rows(...)).set("runs", 3).numbers(table).drawn_with(functions.taken());
class section {
 public:
  section(page& on, std::string name) : page_(on), name_(std::move(name)) {}

  /// {{name}} or {{{name}}}: the parts joined.
  template <class... Parts>
  section& set(std::string_view name, const Parts&... parts) {
    values_[std::string(name)] = join(parts...);
    return *this;
  }
  /// {{#name}} and {{^name}}.
  section& when(std::string_view name, bool so) {
    values_[std::string(name)] = so;
    return *this;
  }
  /// At the end, to be unfolded; open where a figure could not be drawn.
  section& numbers(const table& all, bool open = false) {
    ending_ += folded("The numbers", all.html(), open);
    return *this;
  }
  /// Writes the section, and below it whose functions drew what it shows.
  void drawn_with(const std::vector<used_function>& used) {
    page_.put(name_, values_, ending_ + report::drawn_with(used));
  }
  /// Writes the section; no student's function took part in it.
  void write() { drawn_with({}); }

 private:
  page& page_;
  std::string name_, ending_;
  text_values values_;
};

}  // namespace sfumato::lab::report
