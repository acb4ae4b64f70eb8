#include "lab/system/outputs.hpp"

#include "sfumato/io/atomic_file.hpp"

namespace sfumato::lab {

void require_writable(const std::vector<output>& outputs) {
  for (auto wanted = outputs.begin(); wanted != outputs.end(); ++wanted) {
    if (wanted->path.empty()) continue;
    const std::filesystem::path folder = wanted->path.has_parent_path() ? wanted->path.parent_path() : ".";
    std::error_code ignored;
    require(std::filesystem::is_directory(folder, ignored), error_kind::io, wanted->option, " ", wanted->path.string(),
            ": expected the folder ", folder.string(), ", found none; make it first");
    try {
      const atomic_file probe(wanted->path);  // goes away without a trace
    } catch (const error& e) {
      fail(error_kind::io, wanted->option, " ", e.what());
    }
    for (auto before = outputs.begin(); before != wanted; ++before)
      require(before->path.empty() || before->path.lexically_normal() != wanted->path.lexically_normal() ||
                  wanted->path.string().rfind("/dev/", 0) == 0,
              error_kind::config, wanted->option, " ", wanted->path.string(), ": ", before->option,
              " names the same file");
  }
}

}  // namespace sfumato::lab
