#pragma once

#include <string>
#include <vector>

namespace sfumato::lab {

struct zip_entry {
  std::string name;  ///< with forward slashes, relative
  std::string contents;
};

/// A zip archive with the entries stored as they are (method 0), UTF-8 names and a fixed date: the same entries give
/// the same bytes. Source: PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16. Throws (value) beyond 65535 entries
/// or 4 GB.
std::string zip_archive(const std::vector<zip_entry>& entries);

}  // namespace sfumato::lab
