#pragma once

#include <string>
#include <vector>

// What a worker was made of, which tells whether it must be made again.
namespace lab {

/// The contents of the files, or what tells that one is missing.
std::string contents(const std::vector<std::string>& files);

/// The file names in a dependency file as compilers write it.
std::vector<std::string> dependencies(const std::string& file);

/// Every header beside a file, for when the compiler did not get as far as naming those it read.
std::vector<std::string> headers_beside(const std::string& file);

}  // namespace lab
