#include "lab/modules/beyond/beyond.hpp"
#include "lab/report/html.hpp"
#include "lab/report/marks.hpp"

namespace sfumato::lab {

namespace {

struct stretch_part {
  const char* heading;
  std::string (*made)(beyond_material&);
  const char* exercise;
};

/// Numbers that are wrong enough break a training or a loop; the other parts do not suffer for it.
std::string drawn(beyond_material& with, const stretch_part& one) {
  try {
    return one.made(with);
  } catch (const std::exception& broken) {
    return report::note(join("<p>This could not be drawn: ", report::escape(broken.what()), ". <code>./lab test ",
                             one.exercise, "</code> tells more.</p>")) +
           report::drawn_with(with.at.functions.taken());
  }
}

}  // namespace

report::page module_beyond(workplace& at) {
  report::page page("Beyond: what today's models do differently",
                    "Newer papers, a few lines each: what your lines change, beside what you had before.");
  beyond_material with(at, page);
  const stretch_part parts[] = {{"A rounder schedule", cosine_section, "B.1"},
                                {"Nothing left at the end", zero_terminal_section, "B.2"},
                                {"Another target", v_section, "B.3"},
                                {"Another weight", weights_section, "B.4"},
                                {"A calmer network", average_section, "B.5"},
                                {"Fewer steps, the same way", solver_section, "B.6"},
                                {"Your own convolution", convolution_section, "B.7"},
                                {"Your own gradient", backward_section, "B.8"}};
  std::string closed;
  for (const stretch_part& one : parts) {
    const std::string content = drawn(with, one);
    if (content.empty())
      closed += join("<li>", report::escape(one.exercise), ": ", report::escape(one.heading), "</li>\n");
    else
      page.section(join(one.exercise, ": ", one.heading), content);
  }
  if (!closed.empty())
    page.section("Still closed",
                 report::paragraph("Each of these opens when its exercise is written, and shows what it "
                                   "is good for:") +
                     "<ul>\n" + closed + "</ul>\n");
  page.section("Next", report::paragraph("Each exercise opens its part of the museum, too, when it passes.") +
                           report::commands("./lab watch"));
  return page;
}

}  // namespace sfumato::lab
