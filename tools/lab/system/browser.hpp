#pragma once

#include <filesystem>

namespace sfumato::lab {

/// Shows a page, on a terminal in a session with a screen; elsewhere nothing happens.
void open_in_browser(const std::filesystem::path& page);

}  // namespace sfumato::lab
