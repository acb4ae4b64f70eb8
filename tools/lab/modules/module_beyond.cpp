#include "lab/modules/module.hpp"
#include "lab/report/html.hpp"

namespace sfumato::lab {

report::page module_beyond(workplace&) {
  report::page page(
      "Beyond: what today's models do differently",
      "Nine ideas of newer papers, each a few lines. What each is for stands in the reading; here is what "
      "becomes of it when one line is wrong.");
  page.section("Next", report::paragraph("Each exercise opens its part of the museum when it passes.") +
                           report::commands("./lab watch"));
  return page;
}

}  // namespace sfumato::lab
