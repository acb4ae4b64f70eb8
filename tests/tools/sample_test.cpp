#include <algorithm>
#include <cmath>

#include "lab/model/sampling.hpp"
#include "lab/model/solvers.hpp"
#include "sfumato/io/png.hpp"
#include "tests/tools/lab_program.hpp"

namespace {

using namespace sfumato_test;
namespace lab = sfumato::lab;

class Sample : public LabProgram {
 protected:
  void SetUp() override { train_quickly(); }

  std::vector<float> drawn(const std::string& options) const {
    lab_succeeds("sample --model model.safetensors --raw raw.safetensors " + options);
    return samples("raw.safetensors");
  }
};

TEST_F(Sample, OneStepIsCalledNoise) {
  const auto said = [&](const std::string& options, const std::string& words) {
    return lab_succeeds("sample --model model.safetensors --count 2 " + options).output.find(words) !=
           std::string::npos;
  };
  EXPECT_TRUE(said("--steps 1", "2 images of noise, not yet like"));
  EXPECT_TRUE(said("--steps 1 --solver ddim", "try --steps 10"));
  EXPECT_FALSE(said("--steps 3 --solver ddim", "noise"));
}

TEST_F(Sample, WritesOneTensorWithinTheRangeOfImages) {
  lab_succeeds("sample --model model.safetensors --count 3 --steps 10 --raw raw.safetensors");
  const auto file = sfumato::safetensors_file::open(work / "raw.safetensors");
  EXPECT_EQ(file.names(), std::vector<std::string>{"samples"});
  EXPECT_EQ(file.info("samples").extents, (std::vector<sfumato::index_t>{3, 1, 16, 16}));
  for (const float x : samples("raw.safetensors")) ASSERT_LE(std::abs(x), 1.0f);
  EXPECT_FALSE(fs::exists(work / "samples.png"));
}

TEST_F(Sample, IsTheSameForAnyNumberOfThreads) {
  for (const char* threads : {"1", "2"})
    lab_succeeds(std::string("sample --model model.safetensors --count 5 --steps 20 --threads ") + threads + " --out " +
                 threads + ".png --raw " + threads + ".safetensors");
  EXPECT_EQ(read_text(work / "1.png"), read_text(work / "2.png"));
  EXPECT_EQ(read_text(work / "1.png").substr(1, 3), "PNG");
  EXPECT_EQ(read_text(work / "1.safetensors"), read_text(work / "2.safetensors"));
}

TEST_F(Sample, AnImageDoesNotDependOnHowManyAreDrawn) {
  // 70 need a second batch.
  const auto one = drawn("--count 1 --steps 10"), five = drawn("--count 5 --steps 10"),
             many = drawn("--count 70 --steps 10");
  ASSERT_EQ(many.size(), 70u * 256);
  EXPECT_TRUE(std::equal(one.begin(), one.end(), many.begin()));
  EXPECT_TRUE(std::equal(five.begin(), five.end(), many.begin()));
  const auto last = many.end() - 256;
  EXPECT_FALSE(std::equal(one.begin(), one.end(), last));
}

TEST_F(Sample, DependsOnTheSeed) {
  EXPECT_EQ(drawn("--count 1 --steps 5 --seed 7"), drawn("--count 1 --steps 5 --seed 7"));
  EXPECT_NE(drawn("--count 1 --steps 5 --seed 7"), drawn("--count 1 --steps 5 --seed 8"));
}

TEST_F(Sample, SolversDifferAndAllTakeUpToTheTrainedSteps) {
  const auto ddpm = drawn("--count 1 --steps 10"), ddim = drawn("--count 1 --steps 10 --solver ddim");
  EXPECT_NE(ddpm, ddim);
  EXPECT_NE(ddim, drawn("--count 1 --steps 10 --solver ddim --eta 1"));
  EXPECT_EQ(drawn("--count 1 --steps 200").size(), 256u);
  EXPECT_EQ(drawn("--count 1 --steps 1").size(), 256u);
}

TEST_F(Sample, EverySolverThatTheHelpNamesDrawsWithinTheRangeOfImages) {
  const std::string help = lab_succeeds("sample --help").output;
  for (const auto* names : {&lab::solver_names(), &lab::spacing_names(), &lab::sigma_spacing_names()})
    for (const std::string& name : *names) EXPECT_NE(help.find(name), std::string::npos) << name;
  std::vector<std::vector<float>> all;
  for (const std::string& solver : lab::solver_names()) {
    if (solver == "flow_euler") continue;  // for models of flow
    all.push_back(drawn("--count 1 --steps 8 --solver " + solver));
    for (const float x : all.back()) ASSERT_LE(std::abs(x), 1.0F) << solver;
  }
  std::sort(all.begin(), all.end());
  EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end()) << "two solvers drew the same";
  EXPECT_NE(drawn("--count 1 --steps 8 --spacing leading"), drawn("--count 1 --steps 8"));
  EXPECT_NE(drawn("--count 1 --steps 8 --sigmas karras"), drawn("--count 1 --steps 8"));
}

TEST_F(Sample, UnknownNamesAreAnsweredWithAllThatThereAre) {
  lab_refuses("sample --solver euler_a", {"--solver",
                                          "ddpm, ddim, pndm, euler, euler_ancestral, heun, dpm_solver, "
                                          "dpm_solver_sde, unipc, lcm or flow_euler, got euler_a"});
  lab_refuses("sample --spacing even", {"--spacing", "trailing, leading or linspace, got even"});
  lab_refuses("sample --sigmas cosine", {"--sigmas", "karras, exponential or lu, got cosine"});
}

/// On a spacing (--spacing or --sigmas), with so many steps: either pictures, all of numbers within [-1,1], or one line
/// from who refuses.
void expect_drawn_or_refused(const fs::path& model, lab::sampling_settings settings, bool in_sigma) {
  settings.count = 1;
  SCOPED_TRACE(sfumato::join(model.stem().string(), " ", settings.solver, " ",
                             in_sigma ? settings.sigmas : settings.spacing, " ", settings.steps, " steps"));
  const bool uneven = settings.solver == "pndm" && in_sigma && settings.steps > 2;
  const bool of_flow = settings.solver == "flow_euler";
  try {
    const lab::sampling_result result = lab::draw(model, settings);
    EXPECT_FALSE(uneven) << "drawn on timesteps that its weights are not for";
    EXPECT_FALSE(of_flow) << "drawn with a model of ddpm";
    EXPECT_TRUE(std::all_of(result.images.begin(), result.images.end(), [](float x) { return x >= -1 && x <= 1; }));
    const auto [low, high] = std::minmax_element(result.images.begin(), result.images.end());
    EXPECT_LT(*low, *high) << "one grey";
  } catch (const sfumato::error& e) {
    EXPECT_TRUE(uneven || of_flow) << e.what();
    const std::string words = e.what();
    EXPECT_EQ(
        words.rfind(of_flow ? "--solver: expected any but flow_euler" : "pndm: expected timesteps evenly spaced", 0),
        0U)
        << words;
    EXPECT_EQ(words.find('\n'), std::string::npos) << words;
  }
}

TEST(SampleEverything, EverySolverDrawsWithEveryModelSpacingAndNumberOfStepsOrIsRefusedByName) {
  for (const char* name : {"mnist-digits", "mnist-digits-leaky", "mnist-conditioned"}) {
    const fs::path model = fs::path(SFUMATO_PROJECT) / "datasets/models" / (std::string(name) + ".safetensors");
    for (const std::string& solver : lab::solver_names())
      for (const sfumato::index_t steps : {1, 2, 5, 50, 200}) {
        if (steps == 200 && model.stem() != "mnist-digits") continue;  // all of T; with one model, for time's sake
        for (const std::string& spacing : lab::spacing_names())
          expect_drawn_or_refused(model, {.steps = steps, .solver = solver, .spacing = spacing}, false);
        for (const std::string& sigmas : lab::sigma_spacing_names())
          expect_drawn_or_refused(model, {.steps = steps, .solver = solver, .sigmas = sigmas}, true);
      }
  }
}

TEST_F(Sample, MetricsSayWhatItCost) {
  drawn("--count 70 --steps 10 --metrics m.json");
  const auto metrics = json("m.json");
  EXPECT_EQ(metrics.at("count"), 70);
  EXPECT_EQ(metrics.at("steps"), 10);
  EXPECT_EQ(metrics.at("evaluations"), 20);  // 64 images together, then 6
  EXPECT_GT(metrics.at("flops"), 70 * 10 * 1e6);
  EXPECT_NEAR(metrics.at("seconds").get<double>(), 70 * metrics.at("seconds_per_image").get<double>(), 1e-9);
  EXPECT_GT(metrics.at("peak_memory_mb"), 1.0);
}

TEST_F(Sample, AConditionedModelDrawsWhatItIsToldTo) {
  train_quickly("--model told.safetensors --conditioned --classes 3");
  const auto told = [this](const std::string& options) {
    lab_succeeds("sample --model told.safetensors --steps 10 --raw raw.safetensors " + options);
    return samples("raw.safetensors");
  };
  const auto turns = told("--count 3"), twos = told("--count 3 --label 2");
  EXPECT_FALSE(std::equal(turns.begin(), turns.begin() + 256, twos.begin()));
  EXPECT_TRUE(std::equal(turns.end() - 256, turns.end(), twos.end() - 256));  // the third one's turn is 2
  EXPECT_NE(told("--count 1 --guidance 1"), told("--count 1 --guidance 4"));
}

/// Of the same model and noise, in the mean square.
double apart(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>((a[i] - b[i]) * (a[i] - b[i]));
  return std::sqrt(sum / static_cast<double>(a.size()));
}

TEST_F(Sample, In16BitsItDrawsNearlyTheSame) {
  train_quickly("--model narrow.safetensors --precision bf16");
  train_quickly("--model told.safetensors --conditioned --classes 3");
  for (const char* model : {"model", "narrow", "told"}) {
    const auto in = [&](const std::string& precision) {
      lab_succeeds(std::string("sample --count 4 --steps 20 --solver ddim --raw raw.safetensors --model ") + model +
                   ".safetensors --metrics m.json --precision " + precision);
      EXPECT_EQ(json("m.json").at("precision"), precision);
      return samples("raw.safetensors");
    };
    const auto plain = in("float"), narrow = in("bf16");
    // The network's answers are off by some 1.5% of themselves (bf16_test). An image is what the answers of all steps
    // made of the noise: were they all off the same way, by 1.5% of the noise's size of 1, amplified by guidance of 2
    // to at most thrice that. Other noise gives images that are some 0.3 or more apart.
    EXPECT_LT(apart(narrow, plain), 0.045) << model;
    EXPECT_NE(narrow, plain) << model;
    EXPECT_EQ(narrow, in("bf16")) << model;
    const std::vector<float> first(plain.begin(), plain.begin() + 256),
        second(plain.begin() + 256, plain.begin() + 512);
    EXPECT_GT(apart(first, second), 0.1) << model << ": images of other noise";
  }
}

TEST_F(Sample, In16BitsItIsTheSameForAnyNumberOfThreadsAndTakesLessMemory) {
  const auto drawn_by = [&](const std::string& threads) {
    return drawn("--precision bf16 --count 5 --steps 10 --threads " + threads);
  };
  EXPECT_EQ(drawn_by("1"), drawn_by("2"));
  drawn("--count 64 --steps 1 --metrics plain.json");
  drawn("--count 64 --steps 1 --metrics narrow.json --precision bf16");
  // Planned memory is activations and packed weights; of a batch of 64 nearly all are activations.
  EXPECT_LT(json("narrow.json").at("network_memory_mb"),
            0.55 * json("plain.json").at("network_memory_mb").get<double>());
}

TEST_F(Sample, WritesAPictureWhereNothingElseIsAskedFor) {
  lab_succeeds("sample --model model.safetensors --count 2 --steps 2");
  EXPECT_EQ(read_text(work / "samples.png").substr(1, 3), "PNG");
}

/// A grey picture, brighter from row to row, and a mask that keeps its upper half.
void write_pictures(const fs::path& work) {
  sfumato::bitmap picture(16, 16, 1), mask(16, 16, 1);
  for (std::size_t i = 0; i < 256; ++i) {
    picture.samples[i] = static_cast<std::uint8_t>(i);
    mask.samples[i] = i < 128 ? 255 : 0;
  }
  write_png(work / "init.png", picture);
  write_png(work / "mask.png", mask);
}

TEST_F(Sample, StartsFromAPictureThatItChangesAsMuchAsIsAsked) {
  write_pictures(work);
  std::vector<float> picture;
  for (int i = 0; i < 256; ++i) picture.push_back(static_cast<float>(i / 127.5 - 1));
  const auto changed = [&](const std::string& strength) {
    return apart(drawn("--count 1 --steps 50 --init init.png " + strength), picture);
  };
  // A model that was trained for a moment draws little of its own; noise of one step in 50 is small.
  const double little = changed("--strength 0.02"), much = changed("--strength 0.5 --solver ddim");
  EXPECT_LT(little, 0.1);
  EXPECT_GT(much, 2 * little);
  EXPECT_EQ(changed(""), changed("--strength 0.6"));
  EXPECT_EQ(drawn("--count 1 --steps 5 --init init.png --strength 1"), drawn("--count 1 --steps 5"));
  for (const char* solver : {"pndm", "dpm_solver", "unipc", "heun"})  // those that keep what was before, too
    EXPECT_LT(changed(std::string("--strength 0.04 --solver ") + solver), 0.3) << solver;
}

TEST_F(Sample, KeepsWhatAMaskShowsAndDrawsTheRest) {
  write_pictures(work);
  drawn("--count 2 --steps 10 --init init.png --mask mask.png --resample 3 --metrics m.json");
  const auto images = samples("raw.safetensors");
  for (std::size_t i = 0; i < 512; ++i) {
    const float there = static_cast<float>(static_cast<double>(i % 256) / 127.5 - 1);
    if (i % 256 < 128) {
      ASSERT_EQ(images[i], there) << i;
    } else {
      ASSERT_NE(images[i], there) << i;
    }
  }
  EXPECT_EQ(json("m.json").at("evaluations"), 10 + 9 * 2);
  const auto all = drawn("--count 65 --steps 3 --init init.png --mask mask.png"),
             one = drawn("--count 1 --steps 3 --init init.png --mask mask.png");
  EXPECT_TRUE(std::equal(one.begin(), one.end(), all.begin()));
  EXPECT_TRUE(std::equal(one.begin(), one.begin() + 128, all.end() - 256)) << "in the second batch, too";
  EXPECT_NE(drawn("--count 1 --steps 10 --init init.png --mask mask.png --strength 0.3"),
            drawn("--count 1 --steps 10 --init init.png --mask mask.png"));
}

TEST_F(Sample, AnAnimationHasEveryMoment) {
  lab_succeeds("sample --model model.safetensors --count 2 --steps 7 --solver euler --animate film.png");
  const std::string film = read_text(work / "film.png");
  EXPECT_EQ(film.substr(1, 3), "PNG");
  const std::size_t at = film.find("acTL");
  ASSERT_NE(at, std::string::npos);
  EXPECT_EQ(film[at + 7], 8) << "the noise, and what each step made of it";
  EXPECT_FALSE(fs::exists(work / "samples.png"));
}

}  // namespace
