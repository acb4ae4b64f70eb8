#include "lab/modules/module.hpp"
#include "lab/modules/professional.hpp"
#include "lab/report/html.hpp"
#include "lab/report/marks.hpp"

namespace sfumato::lab {

namespace {

std::string comparison() {
  report::table table{{"", "our toy", "our colour model", "CIFAR-10 model", "closed, e.g. DALL·E 3"}, {}, ""};
  table.rows = {{"parameters", "241,857", "2,293,324", "35,746,307", "unpublished"},
                {"training pictures", "24,754 digits", "873 drawings, varied", "50,000 photographs", "unpublished"},
                {"kinds", "4", "6", "10", "whatever a text says"},
                {"picture", "16 × 16, grey", "32 × 32, colour", "32 × 32, colour", "1024 × 1024 and more"},
                {"numbers in a picture", "256", "3,072", "3,072", "3,145,728"},
                {"timesteps in training", "200", "1000", "1000", "unpublished"},
                {"training", "minutes, a laptop", "hours, a laptop", "10.6 hours, TPU v3-8", "unpublished"},
                {"steering", "none, or the digit", "one of six groups", "none", "a text"},
                {"published", "everything", "everything", "weights, code, paper", "a paper on captions"}};
  return table.html() + report::paragraph(
                            "From the toy to the CIFAR-10 model: 148 times the parameters, 12 times the numbers in a "
                            "picture, twice as "
                            "many pictures to learn from, and far more time with them. Q24: which of these differences "
                            "matter most, and how "
                            "could one find out?");
}

}  // namespace

report::page module_4(workplace& at) {
  report::page page("Module 4: the professional model",
                    "The same loop around a larger network, and a condition that it obeys.");
  add_colour(at, page);
  add_guidance(at, page);
  page.section("Bicycle and racing bicycle", comparison());
  add_inside(at, page);
  page.section("Next", report::paragraph("Answer Q23 to Q25 in <code>exercises/answers.md</code>. For Q25, follow one "
                                         "picture from prompt to pixel: text, noise, network, guidance, step.") +
                           report::commands("./lab"));
  return page;
}

}  // namespace sfumato::lab
