#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lab/course/course.hpp"
#include "lab/course/record.hpp"
#include "lab/museum/exhibit.hpp"
#include "lab/report/page.hpp"

namespace sfumato::lab {

namespace museum {

/// By module: "1".
const std::map<std::string, std::vector<exhibit> (*)()>& exhibits();

/// One exhibit in full: the right drawing first, then each mistake with its sentence.
std::string in_full(const exhibit& one, hall& in);

/// All exhibits of a module, folded; of an exercise that has not passed only a line that says when it opens.
/// elsewhere: the id of one that hangs higher up on the page.
std::string all_of(const std::string& module, const course& of,
                   const std::function<bool(const ::lab::exercise_info&)>& passed, hall& in,
                   const std::string& elsewhere = {});

/// Of a module's exhibits that of the exercise that was the last to pass; none where none has.
std::optional<exhibit> latest(const std::string& module, const course_record& record,
                              const std::function<bool(const ::lab::exercise_info&)>& passed);

}  // namespace museum

/// What the usual mistakes in a module's exercises draw, each beside what is right; of an exercise only once it has
/// passed. They hang folded at the end of the page; the exhibit of the exercise that was the last to pass hangs open in
/// the first section that its function helped to draw.
void add_bug_museum(const course& of, const std::string& module, const course_record& now, std::uint64_t seed,
                    report::page& page);

}  // namespace sfumato::lab
