#include "lab/modules/beyond/beyond.hpp"
#include "lab/report/html.hpp"
#include "lab/report/marks.hpp"
#include "lab/report/section.hpp"

namespace sfumato::lab {

namespace {

struct stretch_part {
  const char* name;  ///< of its section
  void (*draw)(beyond_material&);
  const char* exercise;
};

constexpr stretch_part parts[] = {{"cosine", cosine_section, "B.1"},
                                  {"zero_terminal", zero_terminal_section, "B.2"},
                                  {"v", v_section, "B.3"},
                                  {"weights", weights_section, "B.4"},
                                  {"average", average_section, "B.5"},
                                  {"solver", solver_section, "B.6"},
                                  {"convolution", convolution_section, "B.7"},
                                  {"backward", backward_section, "B.8"}};

/// Numbers that are wrong enough break a training or a loop; the other parts do not suffer for it.
void draw_part(beyond_material& with, const stretch_part& one) {
  try {
    one.draw(with);
  } catch (const std::exception& broken) {
    with.page.put_instead(one.name, report::note(join("<p>This could not be drawn: ", report::escape(broken.what()),
                                                      ". <code>./lab test ", one.exercise, "</code> tells more.</p>")) +
                                        report::drawn_with(with.at.functions.taken()));
  }
}

}  // namespace

report::page module_beyond(workplace& at) {
  report::page page(words_of("beyond"));
  beyond_material with(at, page);
  std::string closed;
  for (const stretch_part& one : parts) {
    draw_part(with, one);
    if (!page.has(one.name)) closed += join("<li>", page.words()[one.name].heading, "</li>\n");
  }
  if (!closed.empty()) report::section(page, "closed").set("exercises", closed).write();
  return page;
}

}  // namespace sfumato::lab
