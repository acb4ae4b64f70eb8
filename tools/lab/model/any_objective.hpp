#pragma once

#include <cstdint>
#include <variant>

#include "sfumato/io/model_card.hpp"
#include "sfumato/train/ddpm_objective.hpp"
#include "sfumato/train/edm_objective.hpp"
#include "sfumato/train/flow_objective.hpp"

namespace sfumato::lab {

/// The objective that a card names, so that a trainer is compiled once for all of them.
template <class B>
class any_objective {
 public:
  using real = typename B::real;

  any_objective(typename B::context& ctx, const model_card& card, std::uint64_t seed) : of_(made(ctx, card, seed)) {}

  void prepare(view<const real> images, const whole* step) {
    std::visit([&](auto& one) { one.prepare(images, step); }, of_);
  }
  view<const real> input() const {
    return std::visit([](const auto& one) { return one.input(); }, of_);
  }
  view<const real> times() const {
    return std::visit([](const auto& one) { return one.times(); }, of_);
  }
  view<const real> target() const {
    return std::visit([](const auto& one) { return one.target(); }, of_);
  }
  view<const real> weights() const {
    return std::visit([](const auto& one) { return one.weights(); }, of_);
  }
  view<const whole> bins() const {
    return std::visit([](const auto& one) { return one.bins(); }, of_);
  }
  void recipe(auto&& put) const {
    std::visit([&](const auto& one) { one.recipe(put); }, of_);
  }

 private:
  using choice = std::variant<ddpm_objective<B>, edm_objective<B>, flow_objective<B>>;

  static choice made(typename B::context& ctx, const model_card& card, std::uint64_t seed) {
    if (card.objective == "edm") return edm_objective<B>(ctx, {.seed = seed, .network = card.edm});
    if (card.objective == "flow") return flow_objective<B>(ctx, straight_path(card.flow_scale), {.seed = seed});
    return ddpm_objective<B>(ctx, card.noise_schedule(), {.seed = seed, .prediction = card.prediction});
  }

  choice of_;
};

}  // namespace sfumato::lab
