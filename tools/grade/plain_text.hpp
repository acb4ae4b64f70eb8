#pragma once

#include <string>
#include <string_view>

namespace lab {

/// What a student hands in may hold anything. These make it fit for one place each.

/// A name on one line of ASCII, for messages: everything else as \xNN, cut after some eighty characters.
std::string shown_name(std::string_view name);

/// A name for a folder: letters, digits, '.', '_' and '-', beginning with a letter or digit; what had to be changed
/// gets a mark that tells two such names apart.
std::string folder_name(std::string_view name);

/// UTF-8 of any length without control characters other than line ends and tabs, without escape sequences and marks
/// that turn the direction of writing; bytes that are no UTF-8 become '?'.
std::string clean_text(std::string_view words);

/// The same, for XML and HTML.
std::string escaped(std::string_view words);

/// A field of a CSV file (RFC 4180) that no spreadsheet takes for a formula.
std::string csv_field(std::string_view words);

}  // namespace lab
