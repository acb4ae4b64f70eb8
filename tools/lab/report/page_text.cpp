#include "lab/report/page_text.hpp"

#include <algorithm>

#include "lab/system/text_file.hpp"
#include "sfumato/core/error.hpp"

namespace sfumato::lab::report {

namespace {

/// Takes a text apart from front to back.
class scanner {
 public:
  scanner(const std::filesystem::path& file, const std::string& text) : file_(file), text_(text) {}

  bool at_end() {
    at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
    return at_ == text_.size();
  }
  std::size_t line() const {
    return 1 +
           static_cast<std::size_t>(std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at_), '\n'));
  }
  /// What stands between these two; nothing but blanks may stand before the first.
  std::string between(std::string_view left, std::string_view right) {
    at_end();
    require(text_.compare(at_, left.size(), left) == 0, error_kind::config, file_.string(), ":", line(), ": expected ",
            left);
    const std::size_t from = at_ + left.size(), to = text_.find(right, from);
    require(to != std::string::npos, error_kind::config, file_.string(), ":", line(), ": expected ", right,
            left.empty() ? " at its end" : join(" after ", left));
    at_ = to + right.size();
    return text_.substr(from, to - from);
  }
  /// The same, and where it begins.
  template_text text_between(std::string_view left, std::string_view right) {
    at_end();
    const std::size_t begins = line();
    return {file_, begins, between(left, right)};
  }

 private:
  const std::filesystem::path& file_;
  const std::string& text_;
  std::size_t at_ = 0;
};

}  // namespace

page_text::page_text(const std::filesystem::path& file) : file_(file) {
  const std::string text = text_of(file);
  scanner from(file_, text);
  title_ = from.between("<h1>", "</h1>");
  lead_ = from.between("<p class=\"lead\">", "</p>");
  while (!from.at_end()) {
    part one;
    one.name = from.between("<section name=\"", "\">");
    one.heading = from.between("<h2>", "</h2>\n");
    one.text = from.text_between("", "</section>");
    parts_.push_back(std::move(one));
  }
}

const page_text::part& page_text::operator[](std::string_view name) const {
  const auto found = std::find_if(parts_.begin(), parts_.end(), [&](const part& one) { return one.name == name; });
  require(found != parts_.end(), error_kind::config, file_.string(), ": expected a <section name=\"", name,
          "\">, there is none");
  return *found;
}

}  // namespace sfumato::lab::report
