#include "lab/report/asset.hpp"

#include "lab/system/places.hpp"
#include "lab/system/text_file.hpp"

namespace sfumato::lab::report {

std::string asset(std::string_view name) { return text_of(program_folder() / "report" / name); }

}  // namespace sfumato::lab::report
