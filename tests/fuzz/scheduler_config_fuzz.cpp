#include "fuzz.hpp"
#include "sfumato/core/finite.hpp"
#include "sfumato/io/scheduler_config.hpp"

/// A scheduler_config.json that is read says the same when it is written again, and its plans are numbers.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sfumato_fuzz;
  const std::string file = "scheduler_config.json";
  const auto read = [&](std::string_view text) { return read_scheduler_config(json_object::of_text(file, text)); };
  if (!accepted(file, [&] { read(text_of(data, size)); })) return 0;
  const scheduler_config config = read(text_of(data, size));
  const std::string written = scheduler_config_json(config);
  expect(scheduler_config_json(read(written)) == written, "a configuration survives", written);
  const scheduler made = config.make();
  for (const index_t count : {1, 2, 7})
    accepted("", [&] {
      for (const solver_stage& stage : made.plan(count).stages)
        for (const double x : {stage.timestep, stage.next.x, stage.next.x0, stage.next.epsilon, stage.noise.deviation})
          expect(is_finite(x), "a plan holds numbers", written);
    });
  return 0;
}
