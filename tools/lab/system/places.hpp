#pragma once

#include <filesystem>

namespace sfumato::lab {

/// The project's folder: $SFUMATO_ROOT, or where this program was built from.
std::filesystem::path project_root();
/// Where this program's own words, styles and scripts lie: tools/lab of what it was built from.
std::filesystem::path program_folder();
/// What comes with the project or is downloaded: data sets, and in models/ what was trained on them.
std::filesystem::path datasets_folder();
std::filesystem::path shipped_model();

}  // namespace sfumato::lab
