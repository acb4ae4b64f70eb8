#include "lab/model/classifier.hpp"

#include <algorithm>

#include "lab/model/training_network_in.hpp"
#include "sfumato/data/mnist.hpp"
#include "sfumato/io/gzip.hpp"
#include "sfumato/nn/classifier.hpp"
#include "sfumato/train/class_objective.hpp"
#include "sfumato/train/recognizer.hpp"

namespace sfumato::lab {

namespace {

using B = cpu<float>;
using net_type = classifier<B>;

/// The classes that a card names.
struct classes_of_card : class_objective<B> {
  classes_of_card(cpu_context& ctx, const model_card& card, std::uint64_t)
      : class_objective<B>(ctx, static_cast<index_t>(card.labels.size())) {}
};

net_type untrained(const model_card& card) {
  return net_type(static_cast<index_t>(card.labels.size()), widths_of(card));
}

}  // namespace

std::unique_ptr<training_network> start_classifier_training(const training_settings& settings) {
  return std::make_unique<training_network_in<float, net_type, classes_of_card>>(settings, untrained(settings.card));
}

lr_schedule classifier_rate(index_t steps) {
  return {.course = lr_course::cosine, .warmup_steps = std::min<index_t>(200, steps / 10), .training_steps = steps};
}

index_t count_sure(const std::vector<recognized>& all) {
  return std::count_if(all.begin(), all.end(), [](const recognized& one) { return one.probability > sure_from; });
}

struct digit_reader::at_work {
  at_work(const std::filesystem::path& path, int threads) : at_work(open_weights(path), threads) {}
  at_work(const safetensors_file& file, int threads)
      : card(read_card(file.metadata(), file.path().string(), "classifier")),
        ctx(threads),
        net(untrained(card)),
        slab(ctx, net, slab_use::inference) {
    read_state_dict<B>(file, ctx, net);
  }

  model_card card;
  cpu_context ctx;
  net_type net;
  parameter_slab<B> slab;
};

digit_reader::digit_reader(const std::filesystem::path& file, int threads)
    : of_(std::make_unique<at_work>(file, threads)) {}
digit_reader::~digit_reader() = default;
digit_reader::digit_reader(digit_reader&&) noexcept = default;
digit_reader& digit_reader::operator=(digit_reader&&) noexcept = default;

const model_card& digit_reader::card() const { return of_->card; }

std::vector<recognized> digit_reader::operator()(view<const float> images) {
  constexpr index_t at_once = 100;
  const std::vector<index_t>& own = of_->card.image;
  const shape& extent = images.extent;
  require(extent.rank() == 4 && extent[1] == own[0] && extent[2] == own[1] && extent[3] == own[2], error_kind::shape,
          "the classifier: expected images ", to_string(shape{own[0], own[1], own[2]}), " as it learned from, got ",
          extent);
  std::vector<recognized> all;
  for (index_t first = 0; first < extent[0]; first += at_once) {
    const shape part{std::min(at_once, extent[0] - first), own[0], own[1], own[2]};
    const auto some = recognizer<B, net_type>(of_->ctx, of_->net)({images.data + first * part.stride(), part});
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

accuracy_result digit_reader::accuracy(const training_images& data) {
  return recognizer<B, net_type>(of_->ctx, of_->net).accuracy(data);
}

std::optional<accuracy_result> test_accuracy(const training_settings& settings) {
  constexpr index_t synthetic_images = 2000;
  const std::vector<int>& digits = settings.card.labels;
  digit_reader reader(settings.model, settings.threads);
  if (settings.source.synthetic())
    return reader.accuracy(training_images(synthetic_digits(~settings.seed, digits, synthetic_images)));
  if (!holds_mnist(settings.source.folder, mnist_part::test)) return {};
  return reader.accuracy(training_images(load_mnist<content_reader>(settings.source.folder, mnist_part::test, digits)));
}

}  // namespace sfumato::lab
