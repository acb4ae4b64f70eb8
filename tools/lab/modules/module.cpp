#include "lab/modules/module.hpp"

#include <map>

#include "lab/museum/museum.hpp"
#include "sfumato/io/atomic_file.hpp"

namespace sfumato::lab {

namespace fs = std::filesystem;

namespace {

struct page_maker {
  const char* gate;  ///< the prediction that comes first, or nothing
  report::page (*make)(workplace&);
};

const std::map<std::string, page_maker> makers = {{"0", {"Q4", module_0}},  {"1", {"", module_1}},
                                                  {"2", {"Q10", module_2}}, {"3", {"Q16", module_3}},
                                                  {"4", {"", module_4}},    {"beyond", {"", module_beyond}}};

/// Predictions are worth something only as long as the result is not known.
void require_prediction(const workplace& at, const std::string& question) {
  if (question.empty() || at.record.all_predicted(question)) return;
  std::string who;
  const auto done = at.record.predicted(question);
  for (const std::string& member : at.record.group)
    if (std::find(done.begin(), done.end(), member) == done.end()) who += (who.empty() ? "" : ", ") + member;
  const bool several = at.record.group.size() > 1;
  fail(error_kind::config, "predict ", question, " first",
       several ? join(" (still to come: ", who, ")") : std::string(),
       ", since the page shows the answer: ./lab predict ", question, " \"...\"", several ? " --by NAME" : "");
}

void make_folder(const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  require(!failed, error_kind::io, folder.string(), ": cannot make this folder: ", failed.message());
}

}  // namespace

fs::path workplace::folder(const std::string& module) const {
  const fs::path place = settings.out / ("module-" + module);
  make_folder(place);
  return place;
}

bool has_page(const std::string& module) { return makers.count(module) > 0; }

fs::path make_page(workplace& at, const std::string& module) {
  const auto found = makers.find(module);
  require(found != makers.end(), error_kind::config, "no module ", module, "; expected 0 to 4, or beyond");
  require_prediction(at, found->second.gate);
  const fs::path file = at.folder(module) / "index.html";
  report::page page = found->second.make(at);
  if (const std::string mistakes = bug_museum(at, module); !mistakes.empty())
    page.section_before("Next", "Bug museum", mistakes);
  page.write(file);
  make_folder(at.of.home / "pages");
  write_file(at.of.home / "pages" / (module + ".html"), page.kept());
  update_record(at.of.home, [&](course_record& record) { record.pages[module] = time_now(); });
  return file;
}

}  // namespace sfumato::lab
