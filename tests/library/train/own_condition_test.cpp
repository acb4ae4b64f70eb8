#include <gtest/gtest.h>

#include <span>
#include <vector>

#include "../messages.hpp"
#include "../weighted_sum.hpp"
#include "sfumato/backend/cpu/cpu.hpp"
#include "sfumato/diffusion/guidance.hpp"
#include "sfumato/diffusion/network_denoiser.hpp"
#include "sfumato/diffusion/schedule/beta.hpp"
#include "sfumato/nn/conv2d.hpp"
#include "sfumato/nn/embedding.hpp"
#include "sfumato/nn/linear.hpp"
#include "sfumato/ops/time_embedding.hpp"
#include "sfumato/optim/sgd.hpp"
#include "sfumato/train/ddpm_objective.hpp"
#include "sfumato/train/training_step.hpp"

// A network may be told anything: here two words an image, which nothing in the library knows of.
namespace {

using namespace sfumato;
using namespace sfumato_test;
using F = cpu<float>;

constexpr whole no_word = 0;

struct two_words {
  struct given {
    std::span<const whole> first, second;
  };
  struct kept {
    std::vector<whole> first, second;
    operator given() const { return {first, second}; }
  };

  whole_value first = {}, second = {};  ///< (N)

  template <elementwise_backend B>
  class batch {
   public:
    template <class Net>
    explicit batch(const Net&) {}

    void give(typename B::context& ctx, const given& words, index_t images, bool = false) {
      require(static_cast<index_t>(words.first.size()) == images && words.first.size() == words.second.size(),
              error_kind::shape, "two_words: expected two words for each of ", images, " images, got ",
              words.first.size(), " and ", words.second.size());
      make_room(ctx, images);
      B::upload(ctx, first_.data(), words.first.data(), images);
      B::upload(ctx, second_.data(), words.second.data(), images);
    }
    void give_none(typename B::context& ctx, index_t images) {
      make_room(ctx, images);
      for (buffer<B, whole>* word : {&first_, &second_}) B::fill(ctx, word->data(), images, no_word);
    }
    void drop(typename B::context& ctx, double p, std::uint64_t, const whole*) {
      if (p == 1) give_none(ctx, images_);
    }
    two_words in(graph<B>& g) const {
      const auto words = [&](const buffer<B, whole>& of) { return g.input(view<const whole>{of.data(), {images_}}); };
      return {words(first_), words(second_)};
    }

   private:
    void make_room(typename B::context& ctx, index_t images) {
      images_ = images;
      first_.grow(ctx, images);
      second_.grow(ctx, images);
    }
    index_t images_ = 0;
    buffer<B, whole> first_, second_;
  };
};

struct told_two_words {
  embedding<F> words{5, 4};
  linear<F> row{4, 1};
  conv2d<F> conv{1, 1};

  constexpr void visit(auto&& v) {
    v("words", words);
    v("row", row);
    v("conv", conv);
  }

  using condition = two_words;
  value operator()(graph<F>& g, value x, real_value t, const two_words& told) const {
    const value time = ops::time_embedding(g, t, 4);
    return conv(g, x, {.row = row(g, words(g, told.second, words(g, told.first, time)))});
  }
};

class OwnCondition : public testing::Test {
 protected:
  using denoiser_of = network_denoiser<F, told_two_words>;
  using step_of = training_step<F, told_two_words, ddpm_objective<F>, sgd<F>>;
  static constexpr index_t count = 2, size = 16;

  cpu_context ctx{1};
  told_two_words net;
  parameter_slab<F> slab{ctx, net};
  linear_beta schedule{scaled_beta_range(50)};
  std::vector<float> images = some_numbers<float>(count * size, 1);
  const shape extent{count, 4, 4, 1};

  OwnCondition() { slab.initialize(net, 1); }
  template <class D>
  std::vector<float> answer(D&& denoiser) {
    std::vector<float> out(images.size());
    denoiser(ctx, view<const float>{images.data(), extent}, sampling_time<float>(20), view<float>{out.data(), extent});
    return out;
  }
  /// Which rows of the table a step of training changes.
  std::vector<whole> learned(const two_words::kept& words, double drop) {
    step_of step(net, slab, {ctx, schedule}, sgd<F>(slab), {.learning_rate = 1, .label_drop = drop});
    const std::vector<float> before(net.words.weight.value, net.words.weight.value + 20);
    step({images.data(), extent}, words);
    std::vector<whole> changed;
    for (whole word = 0; word < 5; ++word)
      if (!std::equal(&before[4 * static_cast<std::size_t>(word)], &before[4 * static_cast<std::size_t>(word)] + 4,
                      net.words.weight.value + 4 * word))
        changed.push_back(word);
    return changed;
  }
};

TEST_F(OwnCondition, TrainsTheWordsThatAStepIsTold) {
  EXPECT_EQ(learned({{1, 3}, {4, 3}}, 0), (std::vector<whole>{1, 3, 4}));
  EXPECT_EQ(learned({{1, 3}, {4, 3}}, 1), (std::vector<whole>{no_word})) << "all dropped";
}

TEST_F(OwnCondition, IsWhatGuidanceLeavesOut) {
  const two_words::kept words{{1, 3}, {4, 2}}, none{{no_word, no_word}, {no_word, no_word}};
  const std::vector<float> told = answer(denoiser_of(net, words)), untold = answer(denoiser_of(net, none));
  EXPECT_NE(told, untold);
  EXPECT_EQ(answer(denoiser_of(net, words).unconditional()), untold);
  const std::vector<float> steered = answer(guided<F, denoiser_of, denoiser_of>(denoiser_of(net, words), 2.0));
  for (std::size_t i = 0; i < steered.size(); ++i) EXPECT_NEAR(steered[i], 2 * told[i] - untold[i], 1e-5f);
}

TEST_F(OwnCondition, SaysItselfWhatDoesNotFit) {
  EXPECT_TRUE(says(message_of([&] {
                     answer(denoiser_of(net, {{1}, {2}}));
                   }),
                   {"two_words", "2 images", "got 1 and 1"}));
}

}  // namespace
