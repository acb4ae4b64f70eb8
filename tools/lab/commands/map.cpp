#include "lab/course/map.hpp"

#include <cstdio>

#include "lab/commands/command.hpp"

namespace sfumato::lab {

int show_map() {
  const course all = open_course();
  std::fputs(map_text(all, read_record(all.home), terminal::of(stdout)).c_str(), stdout);
  return 0;
}

}  // namespace sfumato::lab
