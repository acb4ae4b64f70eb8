#pragma once

#include <initializer_list>
#include <string>

#include "sfumato/core/error.hpp"

namespace sfumato_test {

/// The message of the sfumato::error that the call throws; empty if it throws none.
template <class Call>
std::string message_of(Call&& call) {
  try {
    call();
  } catch (const sfumato::error& e) {
    return e.what();
  }
  return "";
}

/// One line that holds all these words.
inline bool says(const std::string& message, std::initializer_list<std::string> words) {
  if (message.find('\n') != std::string::npos) return false;
  for (const std::string& word : words)
    if (message.find(word) == std::string::npos) return false;
  return true;
}

}  // namespace sfumato_test
