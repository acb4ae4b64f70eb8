#include "lab/modules/module.hpp"
#include "lab/modules/module_4/professional.hpp"
#include "lab/report/section.hpp"

namespace sfumato::lab {

namespace {

void comparison_section(report::page& page) {
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
  report::section(page, "compared").set("table", table.html()).write();
}

}  // namespace

report::page module_4(workplace& at) {
  report::page page(words_of("module_4"));
  add_colour(at, page);
  add_guidance(at, page);
  comparison_section(page);
  add_inside(at, page);
  return page;
}

}  // namespace sfumato::lab
