#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "lab/report/mustache.hpp"

namespace sfumato::lab::report {

/// The words of a page, in a file beside what draws it, read whenever the page is drawn:
///
///     <h1>Title</h1>
///     <p class="lead">One or two sentences.</p>
///
///     <section name="steps">
///     <h2>Heading</h2>
///     ...
///     </section>
class page_text {
 public:
  struct part {
    std::string name, heading;
    template_text text;
  };

  /// Throws (io) where the file cannot be read, (config) with file and line where it is not as above.
  explicit page_text(const std::filesystem::path& file);

  const std::string& title() const { return title_; }
  const std::string& lead() const { return lead_; }
  const std::vector<part>& parts() const { return parts_; }
  /// Throws (config) naming the file where it has no such section.
  const part& operator[](std::string_view name) const;

 private:
  std::filesystem::path file_;
  std::string title_, lead_;
  std::vector<part> parts_;
};

}  // namespace sfumato::lab::report
