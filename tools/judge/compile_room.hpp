#pragma once

#include <string>

#include "judge/toolchain.hpp"

namespace lab {

/// Where a compiler may write while it reads a student's file. In a sandbox that is a folder for this one file: what
/// comes out of it is taken once nobody can write there any more, and only if it is a regular file.
class compile_room {
 public:
  compile_room(const toolchain& tools, const std::string& program);

  std::string names() const { return apart_ ? folder_ + "/names" : program_ + ".d"; }
  std::string product() const;

  /// Empties the folder and lets the call write there and nowhere else.
  void open(child::request& call) const;
  /// Takes what the compiler made to where it belongs, and removes the folder.
  void close() const;

 private:
  bool apart_;
  child::sandbox confined_;
  std::string program_, folder_;
};

}  // namespace lab
