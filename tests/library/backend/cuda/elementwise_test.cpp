#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "both_backends.hpp"
#include "sfumato/math/arithmetic.hpp"
#include "sfumato/optim/adam.hpp"
#include "sfumato/optim/ema.hpp"

// Maps, sums, draws and the optimizer by the kernels of the CUDA backend, on the host.
namespace {

using namespace sfumato_test;
using G = host_cuda<float>;
using C = cpu<float>;
using floats_of = std::vector<float>;

TEST(CudaKernels, DrawTheNoiseOfTheCpu) {
  const whole step = 7;
  cpu_context ctx(1);
  host_queue queue(3);
  floats_of a(3 * 10), b(3 * 10);
  C::normal(ctx, {{a.data(), {3, 2, 5}}, 42, &step, 5});
  G::normal(queue, {{b.data(), {3, 2, 5}}, 42, &step, 5});
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-6) << "a rounding of log, sine and cosine";
}

TEST(CudaKernels, SumInAFixedOrder) {
  for (const index_t n : {0, 1, 255, 257, 8192, 70001}) {
    const floats_of x = some_numbers<float>(n, 1), y = some_numbers<float>(n, 2);
    double expected = 0;
    for (std::size_t i = 0; i < x.size(); ++i) expected += static_cast<double>(x[i]) * static_cast<double>(y[i]);
    floats_of sums;
    for (const index_t threads : {1, 3, 4}) {
      host_queue queue(threads);
      float sum = 0;
      G::reduce(queue, &sum, 2.f, n, product{}, x.data(), y.data());
      sums.push_back(sum);
    }
    EXPECT_NEAR(sums[0], 2 * expected, 1e-6 * (1 + static_cast<double>(n)) / 16);
    EXPECT_EQ(sums[0], sums[1]);
    EXPECT_EQ(sums[0], sums[2]);
  }
}

TEST(CudaKernels, SumRows) {
  const floats_of x = some_numbers<float>(3 * 700, 1);
  floats_of sums(3);
  host_queue queue(4);
  G::reduce_rows(queue, sums.data(), 1.f, 3, 700, product{}, x.data(), x.data());
  for (std::size_t row = 0; row < 3; ++row) {
    double expected = 0;
    for (std::size_t i = 0; i < 700; ++i) expected += std::pow(static_cast<double>(x[row * 700 + i]), 2);
    EXPECT_NEAR(sums[row], expected, 1e-4);
  }
}

TEST(CudaKernels, FindQuantilesAsTheCpuDoes) {
  cpu_context ctx(1);
  floats_of x = some_numbers<float>(4 * 37, 3);
  for (std::size_t i = 0; i < 37; ++i) x[i] = i % 3 == 0 ? -0.5f : 0.25f;  // many alike
  for (const double ratio : {0.0, 0.3, 0.5, 0.95, 0.995, 1.0}) {
    floats_of a(4), b(4);
    C::abs_quantile(ctx, a.data(), {x.data(), {4, 37}}, ratio);
    host_queue queue(ratio == 0.3 ? 3 : 1);
    G::abs_quantile(queue, b.data(), {x.data(), {4, 37}}, ratio);
    for (std::size_t row = 0; row < 4; ++row) EXPECT_FLOAT_EQ(a[row], b[row]) << ratio << ", row " << row;
  }
}

TEST(CudaKernels, NoteTheFirstStepThatIsNotFinite) {
  host_queue queue(3);
  floats_of x(20000, 1);
  finite_flag flag;
  whole step = 3;
  const auto look = [&] { G::note_finite(queue, {&flag, &step, 2, x.data(), 20000}); };
  look();
  EXPECT_EQ(flag.step, 0);
  x[17000] = std::numeric_limits<float>::infinity();
  look();
  EXPECT_EQ(flag.step, 3);
  EXPECT_EQ(flag.what, 2);
  step = 4;
  look();
  EXPECT_EQ(flag.step, 3) << "the first one stays";
}

TEST(CudaKernels, SplitChannels) {
  host_queue queue(3);
  const floats_of x = {1, 2, 3, 4, 5, 6, 7, 8};
  floats_of a(4), b(4);
  G::split_channels(queue, {2, 2, x.data(), a.data(), b.data()});
  EXPECT_EQ(a, (floats_of{1, 2, 5, 6}));
  EXPECT_EQ(b, (floats_of{3, 4, 7, 8}));
}

TEST(CudaKernels, UpdateAndAverageInOnePass) {
  floats_of p = some_numbers<float>(1000, 1), q = p, average = p, other = p, m(1000), v(1000);
  const floats_of grad = some_numbers<float>(1000, 2);
  const adam_numbers<float> now = adam_numbers_of<float>{adamw_options(), 1e-2, {}, nullptr}(0);
  const float share = 0.125f;
  const update_and_average<adam_update<float>, float> update{{&now, nullptr}, {&share}};
  host_queue queue(4);
  G::for_each(queue, 1000, update, average.data(), p.data(), m.data(), v.data(), grad.data());
  floats_of m2(1000), v2(1000);
  cpu_context ctx(1);
  C::for_each(ctx, 1000, update, other.data(), q.data(), m2.data(), v2.data(), grad.data());
  for (std::size_t i = 0; i < 1000; ++i) {
    EXPECT_NEAR(p[i], q[i], 1e-6);
    EXPECT_NEAR(average[i], other[i], 1e-6);
    EXPECT_NEAR(m[i], m2[i], 1e-7);
  }
}

}  // namespace
