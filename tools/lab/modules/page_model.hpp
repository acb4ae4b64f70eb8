#pragma once

#include <filesystem>
#include <string>

#include "lab/modules/module.hpp"
#include "sfumato/io/model_card.hpp"

namespace sfumato::lab {

/// The network that a page generates with.
struct page_model {
  std::filesystem::path file;
  bool quick = false;  ///< there is none of Module 2 yet
};

/// The one that was trained for the page of Module 2, else a quick one in the page's own folder, which is kept.
page_model model_for(workplace& at, const std::string& module);

/// Settings that lead to the digits a model was trained on.
page_settings settings_of(const model_card& card, page_settings settings);

}  // namespace sfumato::lab
