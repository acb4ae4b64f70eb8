#pragma once

#include <array>
#include <string>
#include <vector>

// What a worker was made of, which tells whether it must be made again.
namespace lab {

/// The contents of the files, or what tells that one is missing.
std::string contents(const std::vector<std::string>& files);

/// The file names in a dependency file as compilers write it.
std::vector<std::string> dependencies(const std::string& file);

/// Where compilers and their headers lie.
inline constexpr std::array<const char*, 6> system_folders{"/usr", "/lib", "/opt", "/nix", "/Library", "/Applications"};

/// Those that do not come with the system, whose contents may change.
std::vector<std::string> own_files(std::vector<std::string> files);

/// The first of the files that lies below `root`, but in none of the places there (folders or files) that may be read;
/// or nothing. Links are followed.
std::string first_hidden(const std::string& root, const std::vector<std::string>& may_be_read,
                         const std::vector<std::string>& files);

/// Every header beside a file, for when the compiler did not get as far as naming those it read.
std::vector<std::string> headers_beside(const std::string& file);

/// Whether a file of note_made_of says that something was made of these ingredients, and of files that still are as
/// they were.
bool still_made_of(const std::string& note, const std::string& ingredients);
void note_made_of(const std::string& note, const std::string& ingredients, const std::vector<std::string>& files);

}  // namespace lab
