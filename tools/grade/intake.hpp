#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace lab {

/// What is taken of a submission: the exercise files that are wanted, and of everything else nothing.
struct intake {
  std::map<std::string, std::string> files;     ///< "1_forward/noising.hpp": its normalised text
  std::string answers;                          ///< answers.md, normalised; empty where there is none
  std::map<std::string, std::string> pictures;  ///< PNG files of its folder out/, at most 12
  std::vector<std::string> remarks;             ///< a line for each thing that was odd, left out or repaired
  bool readable = true;                         ///< otherwise the only remark says why it is not
};

/// Reads a folder or a zip archive however it nests the files: below `exercises/`, one folder too deep, in other case,
/// or without their module's folder. Of two files for one exercise the one that lies where it should is taken. Nothing
/// is followed, unpacked or kept beyond what is named; no file is larger than 256 KB.
intake take_submission(const std::string& submission, const std::set<std::string>& wanted);

/// A part of what somebody handed in: a folder or a zip archive, or one file that they called `name`.
struct submission_part {
  std::string path;
  std::string name;
};

/// The same, of all parts together.
intake take_submission(const std::vector<submission_part>& parts, const std::set<std::string>& wanted);

/// Whether a folder is a submission itself, rather than a folder of them.
bool is_one_submission(const std::string& folder, const std::set<std::string>& wanted);

/// SHA-256 over the wanted files in their order, names and lengths among it, in hexadecimal: the same for the same
/// work, however it was packed.
std::string hash_of(const intake& taken, const std::set<std::string>& wanted);

}  // namespace lab
