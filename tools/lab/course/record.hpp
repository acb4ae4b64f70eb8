#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace sfumato::lab {

/// What is remembered of one exercise.
struct exercise_record {
  std::string status;  ///< of the last test, as the judge names it; empty: never tested
  std::string tested;  ///< when
  std::string file;    ///< SHA-256 of the text that was tested
  int points = 0;
  int hints = 0;        ///< how many were shown
  bool passed = false;  ///< at least once
  std::string since;    ///< when it first passed
  std::string gave_up;  ///< when the solution was shown before it passed
};

struct prediction {
  std::string question, name, text, time;
};

/// The training that page 2 shows, which Q11 and Q12 are compared with.
struct training_record {
  double loss = 0, seconds = 0;
  int epochs = 0, digits = 0;
  std::string time;  ///< empty: none yet
};

/// What the lab remembers of a group: progress.json in its home folder.
struct course_record {
  std::vector<std::string> group;
  std::map<std::string, exercise_record> exercises;
  std::vector<prediction> predictions;       ///< in order of time; the last one of a member counts
  std::map<std::string, std::string> pages;  ///< when each module's page was last drawn
  training_record training;
  /// What a page last showed as the numbers of a question: any of these lists answers it.
  std::map<std::string, std::vector<std::vector<double>>> shown;

  /// An empty one where nothing is remembered.
  exercise_record of(const std::string& id) const;
  /// The members that have predicted.
  std::vector<std::string> predicted(const std::string& question) const;
  /// Whether every member has; without a group, whether somebody has.
  bool all_predicted(const std::string& question) const;
};

/// A record that is damaged is renamed (progress.json.damaged-1), which a line on stderr says, and a new one begins.
course_record read_record(const std::filesystem::path& home);

/// Reads, changes and writes the record; two programs doing so take turns, and readers see the old one or the new one.
void update_record(const std::filesystem::path& home, const std::function<void(course_record&)>& change);

/// "2026-11-24T18:05:00Z" as people write it; what is not a time stays as it is.
std::string readable_time(const std::string& time);

}  // namespace sfumato::lab
