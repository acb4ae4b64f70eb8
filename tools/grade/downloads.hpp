#pragma once

#include <string>
#include <vector>

#include "grade/graded.hpp"
#include "grade/intake.hpp"

namespace lab {

/// What somebody handed in last, as a learning platform packed it.
struct handed_in {
  std::string name;  ///< of its folder among the results
  std::vector<person> people;
  std::vector<submission_part> parts;
  std::vector<std::string> remarks;  ///< such as an earlier submission that does not count
};

/// What lies in a bulk download, and a line for each thing in it that is no submission.
struct download {
  std::vector<handed_in> all;
  std::vector<std::string> left_out;
};

/// Canvas, "Download Submissions": files `name[_LATE]_USER_SUBMISSION_original-name`, where a name that was handed in
/// before ends with -1, -2. Of a user's submissions the last counts; known by the user's number.
download read_canvas(const std::string& folder);

/// Moodle, "Download all submissions": folders `Full Name_NUMBER_assignsubmission_file_`, or files whose names begin
/// so; known by the participant's number.
download read_moodle(const std::string& folder);

/// Gradescope, "Export Submissions": folders submission_NUMBER beside submission_metadata.yml, which names submitters
/// and times. Of everybody's submissions the last counts; known by mail address and student number.
download read_gradescope(const std::string& folder);

/// By the platform's name. Throws, in one line, where it is another or the folder is not laid out like its downloads.
download read_download(const std::string& platform, const std::string& folder);

/// A folder of somebody's files: itself, and each zip archive that lies directly in it.
std::vector<submission_part> parts_in(const std::string& folder);

/// A file as somebody handed it in under that name: an archive, or a file by itself.
submission_part part_of(const std::string& path, const std::string& name);

/// The names directly in a folder, sorted, without those that begin with a dot and __MACOSX.
std::vector<std::string> names_in(const std::string& folder);

}  // namespace lab
