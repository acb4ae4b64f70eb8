#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "lab/report/page.hpp"
#include "lab/student/functions.hpp"
#include "sfumato/core/shape.hpp"

namespace sfumato::lab {

/// What a page may be told on the command line.
struct page_settings {
  std::filesystem::path out = "out";  ///< the page of module 1 becomes out/module-1/index.html
  std::string data;                   ///< as for training: mnist, fashion, synthetic, a folder, or the first there is
  int classes = 4;                    ///< the first so many of the ten digits
  index_t epochs = 8;
  index_t images = 0;  ///< to train on at most; 0: all
  std::uint64_t seed = 0;
  int threads = 0;
  bool again = false;  ///< train anew where there is a model already, and draw anew what is kept
  bool quick = false;  ///< fewer pictures in colour, and fewer steps
};

/// What a page is made from.
struct workplace {
  const course& of;
  const course_record& record;
  student_functions& functions;
  page_settings settings;

  /// The folder of a module's page and of what it keeps beside it, made if need be.
  std::filesystem::path folder(const std::string& module) const;
};

/// The words of a page: words.html in that folder beside this file. Throws where it is missing or damaged.
report::page_text words_of(const std::string& folder);

/// The page of each module, drawn with the group's own functions.
report::page module_0(workplace& at);
report::page module_1(workplace& at);
report::page module_2(workplace& at);
report::page module_3(workplace& at);
report::page module_4(workplace& at);
report::page module_beyond(workplace& at);

/// Whether a module has its page.
bool has_page(const std::string& module);

/// Draws a module's page, writes it and notes that it was made; returns where it is. A prediction that has to come
/// first is the caller's to ask for (gate.hpp). Throws (config) for a module without a page.
std::filesystem::path make_page(workplace& at, const std::string& module);

}  // namespace sfumato::lab
