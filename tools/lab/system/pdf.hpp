#pragma once

#include <filesystem>
#include <string>

namespace sfumato::lab {

/// Prints a page into a PDF with the first program that can: Google Chrome or Chromium, else WeasyPrint. Returns the
/// program's name; empty where there is none. Throws (io) where all that are there fail. The PDF appears whole or not
/// at all.
std::string print_to_pdf(const std::filesystem::path& html, const std::filesystem::path& pdf);

}  // namespace sfumato::lab
