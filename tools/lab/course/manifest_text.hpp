#pragma once

#include <string>

namespace sfumato::lab {

/// The text of exercises/manifest.json with one more exercise at the end of a module, all else byte by byte as it was.
/// `added` is an object of JSON, one field a line. Throws (config) where the text has no such module.
std::string with_exercise(const std::string& manifest, const std::string& module, const std::string& added);

}  // namespace sfumato::lab
