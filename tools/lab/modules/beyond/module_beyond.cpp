#include "lab/modules/beyond/beyond.hpp"
#include "lab/report/html.hpp"
#include "lab/report/marks.hpp"

namespace sfumato::lab {

report::page module_beyond(workplace& at) {
  report::page page("Beyond: what today's models do differently",
                    "Newer papers, a few lines each: what your lines change, beside what you had before.");
  beyond_material with(at, page);
  struct part {
    const char* heading;
    std::string (*made)(beyond_material&);
    const char* exercise;
  };
  const part parts[] = {{"A rounder schedule", cosine_section, "B.1"},
                        {"Nothing left at the end", zero_terminal_section, "B.2"},
                        {"Another target", v_section, "B.3"},
                        {"Another weight", weights_section, "B.4"},
                        {"A calmer network", average_section, "B.5"},
                        {"Fewer steps, the same way", solver_section, "B.6"},
                        {"Your own convolution", convolution_section, "B.7"},
                        {"Your own gradient", backward_section, "B.8"}};
  std::string closed;
  for (const part& one : parts) {
    const std::string content = one.made(with);
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
