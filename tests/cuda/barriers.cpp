#include <atomic>
#include <cstdio>
#include <limits>
#include <vector>

#include "sfumato/backend/cuda/host_block.hpp"
#include "sfumato/backend/cuda/kernels/group_norm_backward.hpp"
#include "sfumato/backend/cuda/kernels/memory.hpp"
#include "sfumato/backend/cuda/kernels/reduce.hpp"
#include "sfumato/backend/cuda/kernels/softmax.hpp"
#include "sfumato/backend/cuda/kernels/tail.hpp"

// Every kernel that has barriers, under the thread sanitizer on the host: none is reported as it is, and barriers are
// missed, that is, a race is reported once nobody waits at one. Not each of them: the sanitizer says nothing of a race
// when it no longer knows the stack of the earlier access.

static std::atomic<int> reports{0};
extern "C" void __tsan_on_report(void*) { ++reports; }  // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __tsan_default_options() {       // NOLINT(bugprone-reserved-identifier)
  return "exitcode=0:suppress_equal_stacks=0:suppress_equal_addresses=0:symbolize=0:history_size=7";
}

namespace {

using namespace sfumato;
using namespace sfumato::cuda_kernels;
using numbers = std::vector<float>;

int failures = 0;

/// Three threads, neither a power of two nor a divisor of the channels below, or a tree's lanes would meet their own
/// thread again.
template <class Body>
void look_at(const char* name, const Body& body) {
  constexpr index_t threads = 3;
  reports = 0;
  const index_t barriers = run_on_host(body, 1, threads);
  const int races = reports;
  int missed = 0;
  for (index_t k = 0; k + 1 < barriers; ++k) {
    reports = 0;
    run_on_host(body, 1, threads, k);
    if (reports > 0) ++missed;
  }
  std::printf("%s: %d races; of %d barriers %d are missed when they are left out\n", name, races,
              static_cast<int>(barriers), missed);
  if (races > 0 || missed == 0) ++failures;
}

struct squared {
  float operator()(float a) const { return a * a; }
};

}  // namespace

int main() {
  numbers x(300), y(300), weight(5, 1.5f), bias(5, 0.5f), kept(16), sums(64), slopes(300), out(300);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>((i * 37) % 101) / 101 - 0.5f;
  const group_norm_call<float, float> norm{{.batch = 1, .pixels = 50, .channels0 = 5, .groups = 1},
                                           x.data(),
                                           nullptr,
                                           weight.data(),
                                           bias.data(),
                                           nullptr,
                                           activation::silu,
                                           kept.data(),
                                           y.data()};
  look_at("group_norm", group_norm_body<float, float>{norm});
  group_norm_backward_call<float, float> norm_backward{norm, slopes.data(), {out.data(), false}};
  look_at("group_norm_backward", group_norm_backward_body<float, float>{norm_backward, sums.data()});
  look_at("softmax", softmax_body<float, float>{1, 300, 1, 1, 0, x.data(), kept.data(), false, y.data()});
  look_at("softmax_backward", softmax_backward_body<float, float>{2, 150, y.data(), x.data(), out.data()});
  look_at("tail_backward",
          tail_backward_body<float, float>{
              1, 50, 5, activation::relu, x.data(), slopes.data(), {out.data(), true}, {}, sums.data()});
  look_at("reduce_rows",
          sum_rows_body<float, squared, const float>{2, 150, {}, 1.f, sums.data(), arrays<const float>(x.data())});
  return failures ? 1 : 0;
}
