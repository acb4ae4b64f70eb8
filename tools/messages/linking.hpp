#pragma once

#include <string>

namespace lab {

/// What a linker complains about in the student's file, with its line there: a main of their own, a function that is
/// written twice, one that is declared and never written. name: of the file; code: what stands in it. Empty: nothing
/// of the kind in the log.
std::string link_complaint(const std::string& log, const std::string& name, const std::string& code);

}  // namespace lab
