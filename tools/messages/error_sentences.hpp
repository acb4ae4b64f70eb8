#pragma once

#include <string>

#include "messages/compile_errors.hpp"
#include "messages/compiler_log.hpp"

namespace lab {

/// What diagnostic i means in a student's file, judged by the line of code that it quotes, else by its words; or "".
/// all: its words and those of its notes.
std::string sentence_for(const compiler_log& log, std::size_t i, const std::string& all, const compiled_file& about);

/// A compiler's words without its guess at what was meant, where that is a name that exercises do not know: of the C
/// library, or of what stands around the exercises.
std::string without_foreign_guess(const std::string& words, const std::string& code);

}  // namespace lab
