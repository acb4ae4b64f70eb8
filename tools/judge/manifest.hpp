#pragma once

#include <string>
#include <vector>

#include "messages/exercise_names.hpp"

namespace lab {

/// One function that the student writes.
struct manifest_exercise {
  std::string id, title, module, folder, file, function, level;
  int points = 0, minutes = 0, tests = 0;
  std::vector<std::string> hints, glossary;
  bool complete = false;  // it has tests

  /// "1_forward/noising": the group, which is one file and one worker.
  std::string group() const { return folder + "/" + file.substr(0, file.rfind('.')); }
};

struct manifest_question {
  std::string id, module, text, kind, gates;
  std::string check;      // what a number is compared with: "schedule.first_noisy_timestep", "page 2"; or empty
  std::string waits_for;  // what it needs and a copy of the lab may not have; or empty
  std::string until;      // the path in datasets/ where that lies; or empty: no copy has it
  int points = 0, minutes = 0;
  bool in_class = false;       // otherwise it can wait until after
  int count = 0;               // how many numbers belong to the answer
  double least = 0, most = 0;  // limits of each
  std::string label;           // what they are: "the timestep"
};

struct manifest_word {
  std::string word, meaning, module;
  bool key_concept = false;
};

struct manifest_module {
  std::string id, folder, title, type, minutes;
  std::vector<std::string> objectives;
  bool complete = false;  // every exercise that gives points has its tests
  int reading_minutes = 0, page_minutes = 0;
};

/// exercises/manifest.json: all that the command line, the judge, the guides and the grader know of the lab.
struct manifest {
  std::vector<manifest_module> modules;
  std::vector<manifest_exercise> exercises;
  std::vector<manifest_question> questions;
  std::vector<manifest_word> glossary;
  int handing_in_minutes = 0;

  /// Of what is done in class, in one module: reading, core exercises, page and questions.
  int minutes_in_class(const manifest_module& module) const;

  /// The exercises that "", a module ("1"), an exercise ("1.1a") or a pair ("1.1") names, in capital or small letters;
  /// throws sfumato::error when there are none.
  std::vector<const manifest_exercise*> select(const std::string& module_or_id) const;
};

/// Whether a word names this exercise or question: q4 is Q4.
bool same_id(const std::string& typed, const std::string& id);

/// Throws sfumato::error naming the file and the entry that is wrong.
manifest read_manifest(const std::string& file);

/// The exercises of a manifest by their functions; none where it cannot be read.
exercise_names names_of(const std::string& manifest_file);

}  // namespace lab
