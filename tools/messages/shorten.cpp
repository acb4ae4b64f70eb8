#include "messages/shorten.hpp"

#include <algorithm>
#include <cctype>
#include <regex>

namespace lab {
namespace {

constexpr std::size_t longest_quote = 60, longest = 240;

/// Behind the bracket that closes the one at `open`; the end of the text where none does.
std::size_t behind_bracket(const std::string& text, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    if (text[i] == '<') ++depth;
    if (text[i] == '>' && (i == 0 || text[i - 1] != '-') && --depth == 0) return i + 1;
  }
  return text.size();
}

/// Whether a template's name, which ends at `end`, is one of Eigen's; clang++ leaves its namespace out.
bool of_eigen(const std::string& name, const std::string& whole) {
  if (name.rfind("Eigen::", 0) == 0) return true;
  for (const char* known : {"Cwise", "Array", "Matrix", "internal::", "DenseBase", "Block", "Map", "Transpose"})
    if (name.rfind(known, 0) == 0) return true;
  return whole.find("Eigen::") != std::string::npos && name.find("Base") != std::string::npos;
}

std::string name_of_type(std::string type) {
  type.erase(std::remove(type.begin(), type.end(), ' '), type.end());
  static const std::regex image(
      "(Eigen::)?Array<double,(-1|Eigen::Dynamic),(-1|Eigen::Dynamic),(1|Eigen::RowMajor).*>");
  static const std::regex curve("(Eigen::)?Array<double,(-1|Eigen::Dynamic),1.*>");
  if (type.size() < 90 && type.find("Cwise") == std::string::npos) {
    if (std::regex_match(type, image)) return "image";
    if (std::regex_match(type, curve)) return "curve";
  }
  return "an Eigen expression";
}

/// Every Eigen::Something<...> by its short name.
std::string without_templates(const std::string& text) {
  std::string all;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() &&
           (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_' || text[end] == ':'))
      ++end;
    if (end == i) {
      all += text[i++];
    } else if (end < text.size() && text[end] == '<' && of_eigen(text.substr(i, end - i), text)) {
      const std::size_t behind = behind_bracket(text, end);
      all += name_of_type(text.substr(i, behind - i));
      i = behind;
    } else {
      all += text.substr(i, end - i);
      i = end;
    }
  }
  return all;
}

}  // namespace

std::string shortened(const std::string& compilers_words) {
  std::string words = without_templates(compilers_words);
  // What a name stands for says nothing new once it is short.
  words = std::regex_replace(
      words, std::regex(R"( (\{|\()aka '(const )?(class )?(image|curve|an Eigen expression)'(\}|\)))"), "");
  words = std::regex_replace(words, std::regex(R"((typename )?(const )?an Eigen expression::Scalar)"), "scalar");
  std::string all;
  for (std::size_t i = 0; i < words.size();) {
    const std::size_t close = words[i] == '\'' ? words.find('\'', i + 1) : std::string::npos;
    if (close == std::string::npos) {
      all += words[i++];
      continue;
    }
    const std::string quoted = words.substr(i + 1, close - i - 1);
    const bool of_eigen_only = quoted.find("Eigen") != std::string::npos && quoted.size() > longest_quote;
    all += of_eigen_only ? "an Eigen expression" : "'" + quoted + "'";
    i = close + 1;
  }
  all = std::regex_replace(all, std::regex("'(const )?an Eigen expression'"), "an Eigen expression");
  if (all.size() <= longest) return all;
  std::size_t cut = longest;
  while (cut > 0 && (static_cast<unsigned char>(all[cut]) & 0xC0) == 0x80) --cut;
  return all.substr(0, cut) + " ...";
}

}  // namespace lab
