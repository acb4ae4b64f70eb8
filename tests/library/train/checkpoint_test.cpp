#include "sfumato/train/checkpoint.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <limits>
#include <memory>

#include "../io/temporary_folder.hpp"
#include "tiny_training.hpp"

namespace {

using namespace sfumato;
using namespace sfumato_test;

/// A plan that ends after so many steps in all.
training_run until(index_t steps, index_t epochs = 100) {
  return {.epochs = epochs, .after_step = [steps](const training_progress& p) { return p.steps < steps; }};
}

training_options everything() {
  training_options options = tiny_options();
  options.seed = 5;
  options.max_grad_norm = 1;
  options.rate = {.course = lr_course::cosine, .warmup_steps = 2, .training_steps = 30};
  options.optimizer = adamw_options();
  return options;
}

void expect_same(tiny_training& a, tiny_training& b) {
  EXPECT_EQ(a.numbers(), b.numbers());
  EXPECT_EQ(a.training.state().steps, b.training.state().steps);
  EXPECT_EQ(a.training.state().next, b.training.state().next);
  ASSERT_EQ(a.training.history().size(), b.training.history().size());
  for (std::size_t k = 0; k < a.training.history().size(); ++k) {
    EXPECT_EQ(a.training.history()[k].loss_sum, b.training.history()[k].loss_sum);
    EXPECT_EQ(a.training.history()[k].bin_error_sum, b.training.history()[k].bin_error_sum);
    EXPECT_EQ(a.training.history()[k].bin_images, b.training.history()[k].bin_images);
  }
}

TEST(Checkpoint, AResumedRunEndsInTheSameBits) {
  temporary_folder folder;
  const auto path = folder / "run.checkpoint";
  const image_dataset data = tiny_digits();
  const training_options options = everything();
  const model_card card = tiny_training::card(options);
  tiny_training straight(options);
  straight.training.run(data, {.epochs = 2});
  // Before the first step, within an epoch, at its end, and within the second.
  for (const index_t stop : {0, 2, 6, 11}) {
    {
      tiny_training first(options);
      if (stop > 0) first.training.run(data, until(stop));
      save_checkpoint(path, first.training, card);
    }
    tiny_training second(options, 2);
    load_checkpoint(path, second.training, card);
    EXPECT_EQ(second.training.state().steps, stop);
    second.training.run(tiny_digits(), {.epochs = 2});
    expect_same(second, straight);
  }
}

TEST(Checkpoint, KeepsTheTimeSpent) {
  temporary_folder folder;
  const auto path = folder / "run.checkpoint";
  tiny_training first, second;
  first.training.run(tiny_digits(), until(8));
  save_checkpoint(path, first.training, tiny_training::card());
  load_checkpoint(path, second.training, tiny_training::card());
  EXPECT_EQ(second.training.history()[0].seconds, first.training.history()[0].seconds);
  EXPECT_EQ(second.training.state().current.seconds, first.training.state().current.seconds);
}

TEST(Checkpoint, IsNotWrittenWithACardOfOtherWidthsThanTheNetworkHas) {
  temporary_folder folder;
  const auto path = folder / "run.checkpoint";
  tiny_training run;
  model_card card = tiny_training::card();
  card.widths = {2, 3, 5};
  const std::string message = message_of([&] { save_checkpoint(path, run.training, card); });
  EXPECT_TRUE(says(message, {"model card", "widths = (2,3,5)", "the network has (2,3,4)"})) << message;
  EXPECT_FALSE(std::filesystem::exists(path));
}

/// What loading a checkpoint of the usual tiny run says to a run with other options or another card.
template <class Change>
std::string message_for(Change change) {
  temporary_folder folder;
  const auto path = folder / "run.checkpoint";
  tiny_training first;
  first.training.run(tiny_digits(), until(1));
  save_checkpoint(path, first.training, tiny_training::card());
  training_options options = tiny_options();
  model_card card = tiny_training::card();
  change(options, card);
  tiny_training second(options);
  const auto before = second.numbers();
  const std::string message = message_of([&] { load_checkpoint(path, second.training, card); });
  if (!message.empty()) {
    EXPECT_EQ(second.numbers(), before) << "a checkpoint that does not fit changed the run";
  }
  return message;
}

TEST(Checkpoint, RefusesWhatIsNotTheSameRunByName) {
  const auto seed = message_for([](auto& options, auto&) { options.seed = 3; });
  EXPECT_TRUE(says(seed, {"run.checkpoint", "cannot resume", "seed = 3", "found 0"})) << seed;
  const auto data = message_for([](auto&, auto& card) { card.data = "Fashion-MNIST"; });
  EXPECT_TRUE(says(data, {"cannot resume", "data = Fashion-MNIST", "found tiny digits"})) << data;
  const auto digits = message_for([](auto&, auto& card) { card.labels = {0, 1, 2}; });
  EXPECT_TRUE(says(digits, {"digits = [0,1,2]", "found [0,1]"})) << digits;
  const auto widths = message_for([](auto&, auto& card) { card.widths = {32, 64, 128}; });
  EXPECT_TRUE(says(widths, {"widths = [32,64,128]", "found [2,3,4]"})) << widths;
  const auto rate = message_for([](auto& options, auto&) { options.learning_rate = 1e-8; });
  EXPECT_TRUE(says(rate, {"learning_rate = 1e-08", "found 0.001"})) << rate;
  const auto size = message_for([](auto& options, auto&) { options.batch_size = 16; });
  EXPECT_TRUE(says(size, {"batch_size = 16", "found 8"})) << size;
  const auto classes = message_for([](auto& options, auto& card) { options.classes = card.classes = 2; });
  EXPECT_TRUE(says(classes, {"classes = 2", "found 0"})) << classes;
  const auto prediction = message_for(
      [](auto& options, auto& card) { options.prediction = card.prediction = prediction_type::v_prediction; });
  EXPECT_TRUE(says(prediction, {"prediction = v_prediction", "found epsilon"})) << prediction;
  const auto same = message_for([](auto&, auto& card) { card.epochs = 8, card.final_loss = 0.1, card.version = "9"; });
  EXPECT_EQ(same, "");
  const auto lie = message_for([](auto&, auto& card) { card.classes = 2; });
  EXPECT_TRUE(says(lie, {"model card says classes = 2", "has 0"})) << lie;
}

/// What loading says of a checkpoint of the usual tiny run whose metadata was changed.
template <class Change>
std::string message_for_file(Change change) {
  temporary_folder folder;
  tiny_training first, second;
  first.training.run(tiny_digits(), until(1));
  save_checkpoint(folder / "run.checkpoint", first.training, tiny_training::card());
  const auto file = safetensors_file::open(folder / "run.checkpoint");
  safetensors_writer writer;
  for (const std::string& name : file.names()) {
    const auto& extents = file.info(name).extents;
    if (name == "progress") {
      writer.add(name, extents, file.read<std::int64_t>(name));
    } else if (name == "epochs") {
      writer.add(name, extents, file.read<double>(name));
    } else {
      writer.add(name, extents, file.read<float>(name));
    }
  }
  writer.metadata = file.metadata();
  change(writer.metadata);
  writer.write(folder / "changed.checkpoint");
  return message_of([&] { load_checkpoint(folder / "changed.checkpoint", second.training, tiny_training::card()); });
}

TEST(Checkpoint, OfAnotherVersionIsResumedWhereItsFormatIsTheSame) {
  EXPECT_EQ(message_for_file([](auto& metadata) { metadata["version"] = "0.0.9"; }), "");
  const auto newer = message_for_file([](auto& metadata) {
    metadata["version"] = "7.1.0";
    metadata["format"] = "sfumato checkpoint 3";
  });
  EXPECT_TRUE(says(newer, {"changed.checkpoint", "(sfumato checkpoint 1)", "found sfumato checkpoint 3",
                           "by version 7.1.0", "resume with that version"}))
      << newer;
  const auto option = message_for_file([](auto& metadata) {
    metadata["version"] = "7.1.0";
    metadata["warm_restarts"] = "3";
  });
  for (const char* key : {"format", "seed", "scalar", "checksum", "warm\nrestarts"}) {
    const auto broken = message_for_file([&](auto& metadata) {
      metadata["version"] = "7.1.0\n";
      metadata[key] = "sfumato checkpoint\n1";
    });
    EXPECT_TRUE(says(broken, {"changed.checkpoint"})) << key << "\n" << broken;
  }
  EXPECT_TRUE(says(option, {"cannot resume: expected no warm_restarts", "found warm_restarts = 3", "version 7.1.0"}))
      << option;
  const auto older = message_for_file([](auto& metadata) {
    metadata["version"] = "0.0.9";
    metadata.erase("label_drop");
  });
  EXPECT_TRUE(says(older, {"label_drop = 0.1", "found nothing, by version 0.0.9"})) << older;
}

TEST(Checkpoint, RefusesAnotherPrecisionByName) {
  const auto other = message_for_file([](auto& metadata) { metadata["scalar"] = "BF16"; });
  EXPECT_TRUE(says(other, {"changed.checkpoint", "trained with precision bf16", "got precision float"})) << other;
  const auto lie = message_for([](auto&, auto& card) { card.precision = "bf16"; });
  EXPECT_TRUE(says(lie, {"model card says precision = bf16", "the training has float"})) << lie;
}

TEST(Checkpoint, RefusesARepairedScheduleWhereThisRunsIsNot) {
  const auto message = message_for_file([](auto& metadata) { metadata["zero_terminal_snr"] = "true"; });
  EXPECT_TRUE(says(message, {"expected no zero_terminal_snr"})) << message;
}

TEST(Checkpoint, RefusesOtherData) {
  temporary_folder folder;
  const auto path = folder / "run.checkpoint";
  tiny_training first, second;
  first.training.run(tiny_digits(), until(1));
  save_checkpoint(path, first.training, tiny_training::card());
  load_checkpoint(path, second.training, tiny_training::card());
  const auto message = message_of([&] { second.training.run(tiny_digits(45), {}); });
  EXPECT_TRUE(says(message, {"44 images", "got 45"})) << message;
}

TEST(Checkpoint, RefusesModelsAndOtherFilesByName) {
  temporary_folder folder;
  const auto path = folder / "some.file";
  tiny_training run;
  const auto message = [&] { return message_of([&] { load_checkpoint(path, run.training, tiny_training::card()); }); };
  EXPECT_TRUE(says(message(), {"some.file", "cannot open"})) << message();
  save_state_dict<tiny_backend>(path, run.ctx, run.net, tiny_training::card().to_metadata());
  EXPECT_TRUE(says(message(), {"some.file", "expected a training checkpoint", "found a model"})) << message();
  put(path, "once upon a time there was a file");
  EXPECT_TRUE(says(message(), {"some.file", "safetensors"})) << message();
}

TEST(Checkpoint, NoticesDamageWhereverItIs) {
  temporary_folder folder;
  const auto path = folder / "run.checkpoint";
  tiny_training first, second;
  first.training.run(tiny_digits(), until(7));
  save_checkpoint(path, first.training, tiny_training::card());
  const std::string good = contents_of(path);
  const auto before = second.numbers();
  const auto refused = [&](const std::string& contents) {
    put(path, contents);
    const auto message = message_of([&] { load_checkpoint(path, second.training, tiny_training::card()); });
    return says(message, {"run.checkpoint"});
  };
  for (std::size_t length = 0; length < good.size(); length += 97)
    ASSERT_TRUE(refused(good.substr(0, length))) << length;
  EXPECT_TRUE(refused(good.substr(0, good.size() - 1)));
  EXPECT_TRUE(refused(good + "more"));
  // One bit turned, in the data: everything behind the header.
  const std::size_t data =
      8 + static_cast<std::size_t>(detail::load<std::uint64_t>(reinterpret_cast<const std::byte*>(good.data())));
  for (std::size_t at = data; at < good.size(); at += 101) {
    std::string damaged = good;
    damaged[at] = static_cast<char>(damaged[at] ^ 4);
    ASSERT_TRUE(refused(damaged)) << at;
  }
  EXPECT_EQ(second.numbers(), before);
  put(path, good);
  load_checkpoint(path, second.training, tiny_training::card());
  EXPECT_EQ(second.numbers(), first.numbers());
}

TEST(Checkpoint, RefusesProgressThatCannotBe) {
  temporary_folder folder;
  const auto path = folder / "run.checkpoint";
  tiny_training run;
  run.training.run(tiny_digits(), until(7));
  save_checkpoint(path, run.training, tiny_training::card());
  const auto with = [&](std::vector<std::int64_t> progress) {
    const auto file = safetensors_file::open(path);
    safetensors_writer writer;
    for (const std::string& name : file.names())
      if (name != "progress" && name != "epochs") writer.add(name, file.info(name).extents, file.read<float>(name));
    writer.add("progress", {4}, progress);
    writer.add("epochs", file.info("epochs").extents, file.read<double>("epochs"));
    writer.metadata = file.metadata();
    writer.metadata["checksum"] = detail::checksum_of(writer);
    const auto changed = folder / "changed.checkpoint";
    writer.write(changed);
    return message_of([&] { load_checkpoint(changed, run.training, tiny_training::card()); });
  };
  EXPECT_EQ(with({7, 1, 1, 44}), "");
  EXPECT_TRUE(says(with({-1, 1, 1, 44}), {"changed.checkpoint", "'progress'", "-1"}));
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  EXPECT_TRUE(says(with({most, most, 1, 44}), {"'progress'", "9223372036854775807"}));
  EXPECT_TRUE(says(with({7, 1, 6, 44}), {"'progress'", "6"}));
  EXPECT_TRUE(says(with({7, 8, 1, 44}), {"'progress'", "8"}));
  EXPECT_TRUE(says(with({7, 3, 1, 44}), {"'epochs'", "expected shape (4,23)", "found (2,23)"}));
}

TEST(Checkpoint, KeepsTheLastGoodOneWhenTheTrainingGoesWrong) {
  temporary_folder folder;
  const auto path = folder / "run.checkpoint";
  tiny_training run;
  run.training.run(tiny_digits(), until(3));
  save_checkpoint(path, run.training, tiny_training::card());
  const std::string good = contents_of(path);
  run.slab.values()[3] = std::numeric_limits<float>::quiet_NaN();
  const auto message = message_of([&] { save_checkpoint(path, run.training, tiny_training::card()); });
  EXPECT_TRUE(says(message, {"run.checkpoint", "not saved", "step 3", "finite"})) << message;
  EXPECT_EQ(contents_of(path), good);
  EXPECT_EQ(folder.files(), 1u);
}

/// Trains, saves after every step and says so by a byte, until it is killed.
[[noreturn]] void train_for_ever(const std::filesystem::path& path, int saved) {
  tiny_training run;
  if (std::filesystem::exists(path)) load_checkpoint(path, run.training, tiny_training::card());
  training_run plan{.epochs = 1000000};
  plan.after_step = [&](const training_progress&) {
    save_checkpoint(path, run.training, tiny_training::card());
    return ::write(saved, "s", 1) == 1;
  };
  run.training.run(tiny_digits(), plan);
  ::_exit(0);
}

TEST(Checkpoint, ARunKilledAgainAndAgainLosesNothing) {
  temporary_folder folder;
  const auto path = folder / "run.checkpoint";
  random_sequence random(random_source{.seed = 1});
  index_t steps = 0;
  for (int round = 0; round < 20; ++round) {
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    const pid_t child = ::fork();  // no thread but this one runs now
    if (child == 0) train_for_ever(path, pipe[1]);
    ::close(pipe[1]);
    char saved = 0;
    const bool once = ::read(pipe[0], &saved, 1) == 1;
    ::usleep(random.below(8000));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ::close(pipe[0]);
    ASSERT_TRUE(once && WIFSIGNALED(status)) << "training failed instead of being killed";

    tiny_training resumed;
    load_checkpoint(path, resumed.training, tiny_training::card());
    ASSERT_GT(resumed.training.state().steps, steps);
    steps = resumed.training.state().steps;
  }
  tiny_training resumed, straight;
  load_checkpoint(path, resumed.training, tiny_training::card());
  straight.training.run(tiny_digits(), until(steps, 1000000));
  expect_same(resumed, straight);
}

}  // namespace
