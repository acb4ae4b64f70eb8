#pragma once

#include "lab/modules/module.hpp"
#include "lab/museum/exhibit.hpp"

namespace sfumato::lab {

namespace museum {

/// By module: "1".
const std::map<std::string, std::vector<exhibit> (*)()>& exhibits();

/// One exhibit in full: the right drawing first, then each mistake with its sentence.
std::string in_full(const exhibit& one, hall& in);

/// All exhibits of a module, folded; of an exercise that has not passed only a line that says when it opens.
std::string all_of(const std::string& module, const course& of,
                   const std::function<bool(const ::lab::exercise_info&)>& passed, hall& in);

}  // namespace museum

/// What the usual mistakes in a module's exercises draw, each beside what is right; of an exercise only once it has
/// passed. Empty where the module has no exhibits.
std::string bug_museum(workplace& at, const std::string& module);

}  // namespace sfumato::lab
