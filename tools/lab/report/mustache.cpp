#include "lab/report/mustache.hpp"

#include <algorithm>

#include "lab/report/html.hpp"
#include "sfumato/core/error.hpp"

namespace sfumato::lab::report {

namespace {

constexpr std::string_view kept_name = "kept";

struct tag {
  enum class meaning { words, html, if_so, if_not, end };

  meaning kind = meaning::words;
  std::string name;
  std::size_t begin = 0, end = 0;  ///< its place in the text
  std::size_t line = 0;

  bool opens() const { return kind == meaning::if_so || kind == meaning::if_not; }
};

[[noreturn]] void wrong(const template_text& text, std::size_t line, const std::string& what) {
  fail(error_kind::config, text.file.string(), ":", line, ": ", what);
}

bool fits_a_name(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

std::vector<tag> tags_of(const template_text& text) {
  std::vector<tag> tags;
  const std::string& body = text.body;
  std::size_t counted_to = 0, line = text.line;
  for (std::size_t at = body.find("{{"); at != std::string::npos; at = body.find("{{", tags.back().end)) {
    line += static_cast<std::size_t>(std::count(body.begin() + static_cast<std::ptrdiff_t>(counted_to),
                                                body.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    counted_to = at;
    tag one;
    one.begin = at, one.line = line;
    std::size_t from = at + 2;
    std::string_view closing = "}}";
    switch (from < body.size() ? body[from] : ' ') {
      case '{': one.kind = tag::meaning::html, closing = "}}}", ++from; break;
      case '#': one.kind = tag::meaning::if_so, ++from; break;
      case '^': one.kind = tag::meaning::if_not, ++from; break;
      case '/': one.kind = tag::meaning::end, ++from; break;
      default: break;
    }
    const std::size_t to = body.find(closing, from);
    if (to != std::string::npos) one.name = body.substr(from, to - from);
    if (one.name.empty() || !std::all_of(one.name.begin(), one.name.end(), fits_a_name))
      wrong(text, line, join("expected a name between {{ and ", closing, ", of letters a to z, digits and _"));
    one.end = to + closing.size();
    tags.push_back(one);
  }
  return tags;
}

class filling {
 public:
  filling(const template_text& text, const text_values& values, std::string& kept)
      : text_(text), values_(values), kept_(kept), tags_(tags_of(text)) {}

  std::string all() {
    std::string made = until_end(0, text_.body.size(), nullptr);
    return made;
  }

 private:
  /// From a place on to the tag that ends `opened`, or to the end of the text.
  std::string until_end(std::size_t from, std::size_t to, const tag* opened) {
    std::string made;
    while (next_ < tags_.size()) {
      const tag& here = tags_[next_++];
      made.append(text_.body, from, here.begin - from);
      from = here.end;
      if (here.kind == tag::meaning::end) {
        if (!opened || opened->name != here.name)
          wrong(text_, here.line, join("{{/", here.name, "}} ends what was not begun"));
        return made;
      }
      if (here.opens()) {
        made += chosen(here);
        from = tags_[next_ - 1].end;
      } else {
        made += here.kind == tag::meaning::html ? words(here) : escape(words(here));
      }
    }
    if (opened) wrong(text_, opened->line, join("{{#", opened->name, "}} has no {{/", opened->name, "}}"));
    return made.append(text_.body, from, to - from);
  }

  std::string chosen(const tag& opened) {
    const bool keeps = opened.name == kept_name;
    const bool shown = keeps || (hidden_ == 0 && value<bool>(opened) == (opened.kind == tag::meaning::if_so));
    hidden_ += shown ? 0 : 1;
    const std::string inside = until_end(opened.end, text_.body.size(), &opened);
    hidden_ -= shown ? 0 : 1;
    if (keeps && hidden_ == 0) kept_ += inside;
    return shown ? inside : "";
  }

  std::string words(const tag& at) { return hidden_ > 0 ? "" : value<std::string>(at); }

  template <class T>
  T value(const tag& at) const {
    const auto found = values_.find(at.name);
    if (found == values_.end()) {
      std::string known;
      for (const auto& [name, unused] : values_) known += (known.empty() ? "" : ", ") + name;
      wrong(text_, at.line, join("nothing is called \"", at.name, "\" here; the names are: ", known));
    }
    const T* same_kind = std::get_if<T>(&found->second);
    if (!same_kind)
      wrong(text_, at.line,
            join("\"", at.name, at.opens() ? "\" is words: expected {{" : "\" is yes or no: expected {{#", at.name,
                 "}}"));
    return *same_kind;
  }

  const template_text& text_;
  const text_values& values_;
  std::string& kept_;
  std::vector<tag> tags_;
  std::size_t next_ = 0;
  int hidden_ = 0;
};

}  // namespace

std::string fill(const template_text& text, const text_values& values, std::string& kept) {
  return filling(text, values, kept).all();
}

std::vector<name_in_text> names_in(const template_text& text) {
  std::vector<name_in_text> names;
  for (const tag& one : tags_of(text))
    if (one.kind != tag::meaning::end && one.name != kept_name) names.push_back({one.name, one.line});
  return names;
}

}  // namespace sfumato::lab::report
