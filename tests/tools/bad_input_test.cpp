#include <functional>
#include <map>

#include "sfumato/io/png.hpp"
#include "tests/library/data/idx_files.hpp"
#include "tests/tools/lab_program.hpp"

namespace {

using namespace sfumato_test;

class BadInput : public LabProgram {
 protected:
  /// A tiny MNIST of 20 images, two of each digit, changed by the caller.
  std::string data_folder(const std::function<void(std::string& images, std::string& labels)>& change) {
    const fs::path data = folder / "data";
    fs::create_directories(data);
    std::string images = idx_header(3, {20, 28, 28}) + std::string(20 * 28 * 28, '\x40');
    std::string labels = idx_header(1, {20});
    for (int i = 0; i < 20; ++i) labels += static_cast<char>(i % 10);
    change(images, labels);
    write_text(data / "train-images-idx3-ubyte", images);
    write_text(data / "train-labels-idx1-ubyte", labels);
    return data.string();
  }
  void training_refuses(const std::string& data, const std::vector<std::string>& said) {
    lab_refuses("train --epochs 1 --widths light --data " + data, said);
  }
};

TEST_F(BadInput, IsRefusedInTheCommandLine) {
  lab_refuses("bogus", {"unknown command bogus"});
  lab_refuses("--bogus", {"unknown option --bogus"});
  lab_refuses("train --bogus 3", {"lab train: ", "unknown option --bogus"});
  lab_refuses("train extra", {"unknown argument extra"});
  lab_refuses("train --epochs", {"--epochs", "expected a value"});
  lab_refuses("train --epochs 0", {"--epochs", "from 1 to", "got 0"});
  lab_refuses("train --epochs many", {"--epochs", "whole number", "got many"});
  lab_refuses("train --lr 0", {"--lr", "got 0"});
  lab_refuses("train --lr nan", {"--lr", "got nan"});
  lab_refuses("train --seed -1", {"--seed", "got -1"});
  lab_refuses("train --schedule steep", {"--schedule", "scaled, unscaled or cosine", "got steep"});
  lab_refuses("train --widths wide", {"--widths", "standard or light", "got wide"});
  lab_refuses("train --precision fp16", {"--precision", "float or bf16", "got fp16"});
  lab_refuses("sample --precision double", {"--precision", "float or bf16", "got double"});
  lab_refuses("sample --count 0", {"--count", "got 0"});
  lab_refuses("sample --solver runge", {"--solver", "ddpm, ddim, ", "got runge"});
  lab_refuses("sample --eta 0.5", {"--eta", "ddim"});
  lab_refuses("data fetch", {"lab data fetch", "name", "required"});
  lab_refuses("data fetch cifar", {"expected mnist, got cifar"});
}

TEST_F(BadInput, DigitsThatDoNotExistAreRefused) {
  lab_refuses("train --classes 11", {"--classes", "from 1 to 10", "got 11"});
  lab_refuses("train --classes 0", {"--classes", "from 1 to 10", "got 0"});
  // Within the range, but not in this file.
  training_refuses(data_folder([](std::string&, std::string& labels) {
                     for (char& label : labels)
                       if (label == 3) label = 4;
                   }),
                   {"train-labels-idx1-ubyte", "digit 3", "found none"});
  training_refuses(data_folder([](std::string&, std::string& labels) { labels.back() = 17; }),
                   {"train-labels-idx1-ubyte", "labels of 0 to 9", "found 17"});
}

TEST_F(BadInput, DamagedDataAreRefused) {
  const auto none = [](std::string&, std::string&) {};
  lab_succeeds("train --epochs 1 --widths light --data " + data_folder(none));
  fs::remove(work / "model.safetensors");
  fs::remove(work / "model.safetensors.checkpoint");

  training_refuses(data_folder([](std::string& images, std::string&) { images.resize(images.size() - 1); }),
                   {"train-images-idx3-ubyte", "truncated"});
  training_refuses(data_folder([](std::string& images, std::string&) { images.resize(10); }),
                   {"train-images-idx3-ubyte", "truncated"});
  training_refuses(data_folder([](std::string& images, std::string&) { images += "more"; }),
                   {"train-images-idx3-ubyte", "too long"});
  training_refuses(data_folder([](std::string& images, std::string&) { images[3] = 7; }),
                   {"train-images-idx3-ubyte", "magic number"});
  training_refuses(data_folder([](std::string& images, std::string& labels) { images.swap(labels); }),
                   {"train-labels-idx1-ubyte", "magic number", "these are images"});
  training_refuses(data_folder([](std::string& images, std::string&) { images = gzip(images).substr(0, 40); }),
                   {"train-images-idx3-ubyte"});
  // A header that promises more than any memory holds.
  training_refuses(data_folder([](std::string& images, std::string&) {
                     images = idx_header(3, {0x7fffffff, 0x7fffffff, 0x7fffffff}) + "few";
                   }),
                   {"train-images-idx3-ubyte"});
  training_refuses(
      data_folder([](std::string&, std::string& labels) { labels = idx_header(1, {3}) + std::string("\x0\x1\x2", 3); }),
      {"train-labels-idx1-ubyte", "expected 20 labels", "found 3"});
}

TEST_F(BadInput, DataThatAreNotThereAreNamedWithWhatHelps) {
  training_refuses("mnist", {"--data mnist", "lab data fetch mnist"});
  training_refuses("fashion", {"--data fashion", "dataset-fashion-mnist"});
  training_refuses(work.string(), {"--data " + work.string(), "found no such folder"});
}

TEST_F(BadInput, ModelsThatAreNoneAreRefused) {
  const auto sampling_refuses = [this](const std::vector<std::string>& said) {
    std::vector<std::string> all = said;
    all.push_back("model.safetensors");
    lab_refuses("sample --model model.safetensors", all);
  };
  sampling_refuses({"No such file"});
  write_text(work / "model.safetensors", "");
  sampling_refuses({"expected a safetensors file"});
  write_text(work / "model.safetensors", std::string(4096, 'x'));
  sampling_refuses({"is it a safetensors file"});
  lab_refuses("sample", {"mnist-digits.safetensors"});  // the shipped one, which is not here

  train_quickly();
  const std::string whole = read_text(work / "model.safetensors");
  write_text(work / "model.safetensors", whole.substr(0, whole.size() / 2));
  sampling_refuses({});
  write_text(work / "model.safetensors", whole + "more");
  sampling_refuses({});
  const auto changed = [&](const std::string& from, const std::string& to) {
    std::string bytes = whole;
    const std::size_t at = bytes.find(from);
    ASSERT_TRUE(at != std::string::npos && from.size() == to.size()) << from;
    write_text(work / "model.safetensors", bytes.replace(at, from.size(), to));
  };
  changed("\"widths\":\"[20,40,80]\"", "\"widths\":\"[32,64,12]\"");
  sampling_refuses({"widths", "(32,64,12)"});
  changed("\"widths\":\"[20,40,80]\"", "\"widths\":\"[20,40,8  \"");
  sampling_refuses({"widths"});
  changed("\"simple_unet\"", "\"simple_net_\"");
  sampling_refuses({"network", "expected simple_unet", "simple_net_"});
  changed("\"timesteps\":\"200\"", "\"timesteps\":\"-20\"");
  sampling_refuses({"timesteps"});
  changed("\"image\":\"[16,16,1]\"", "\"image\":\"[15,16,1]\"");
  sampling_refuses({"image", "(H,W,1), H and W divisible by 4", "[15,16,1]"});
  changed("\"prediction\":\"epsilon\"", "\"prediction\":\"epsilom\"");
  sampling_refuses({"prediction", "expected epsilon, sample or v_prediction", "epsilom"});
  changed("bottleneck.conv.weight", "bottleneck_conv_weight");
  sampling_refuses({"bottleneck.conv.weight", "found no such tensor"});
  lab_refuses("sample --model model.safetensors.checkpoint", {"model.safetensors.checkpoint"});
}

TEST_F(BadInput, AModelOfAnotherShapeIsRefused) {
  train_quickly();
  using sfumato::safetensors_file;
  const auto file = safetensors_file::open(work / "model.safetensors");
  sfumato::safetensors_writer writer;
  writer.metadata = file.metadata();
  for (const std::string& name : file.names()) {
    auto extents = file.info(name).extents;
    auto values = file.read<float>(name);
    if (name == "output.bias") extents[0] = 2, values.resize(2);
    writer.add(name, extents, values);
  }
  writer.write(work / "other.safetensors");
  lab_refuses("sample --model other.safetensors",
              {"other.safetensors", "output.bias", "expected shape (1)", "found (2)"});
}

TEST_F(BadInput, MoreStepsOrOtherDigitsThanTrainedAreRefused) {
  train_quickly("--model model.safetensors --conditioned --classes 2");
  lab_refuses("sample --model model.safetensors --steps 201", {"--steps", "at most 200", "got 201"});
  lab_refuses("sample --model model.safetensors --label 7", {"--label", "0 and 1", "got 7"});
  train_quickly("--model plain.safetensors");
  lab_refuses("sample --model plain.safetensors --label 1", {"--label 1", "plain.safetensors", "not conditioned"});
  lab_refuses("sample --model plain.safetensors --guidance 3", {"--guidance", "plain.safetensors", "not conditioned"});
}

TEST_F(BadInput, OutputsThatCannotBeWrittenAreRefusedBeforeAnyWork) {
  train_quickly();
  lab_refuses("train --model nowhere/m.safetensors", {"--model nowhere/m.safetensors", "expected the folder nowhere"});
  lab_refuses("train --model .", {"--model .", "it is a folder"});
  lab_refuses("train --metrics nowhere/m.json", {"--metrics nowhere/m.json"});
  lab_refuses("train --metrics model.safetensors --model model.safetensors",
              {"--metrics", "--model names the same file"});
  lab_refuses("sample --model model.safetensors --out nowhere/x.png", {"--out nowhere/x.png"});
  lab_refuses("sample --model model.safetensors --raw .", {"--raw .", "it is a folder"});
  lab_refuses("demo --out model.safetensors", {"--out model.safetensors", "cannot make this folder"});
}

TEST_F(BadInput, AFullDiskLeavesWhatWasThere) {
  train_quickly();
  write_text(work / "grid.png", "an older picture");
  lab_refuses("sample --model model.safetensors --count 1 --steps 2 --raw /dev/full", {"/dev/full", "No space left"});
  // Files may not grow beyond 1 KB: the picture does not fit.
  lab_refuses("sample --model model.safetensors --count 64 --steps 2 --out grid.png", {"grid.png"}, "ulimit -f 1;");
  EXPECT_EQ(read_text(work / "grid.png"), "an older picture");
  const std::string model = read_text(work / "model.safetensors");
  lab_refuses(std::string("train --seed 5 --model model.safetensors ") + quick, {"model.safetensors"},
              "ulimit -f 100;");
  EXPECT_EQ(read_text(work / "model.safetensors"), model);
}

TEST_F(BadInput, PicturesToStartFromAreRefusedByName) {
  train_quickly();
  const auto write = [&](const std::string& name, const std::string& contents) { write_text(work / name, contents); };
  const auto png = [](sfumato::index_t height, sfumato::index_t width, sfumato::index_t channels) {
    const auto bytes = sfumato::encode_png(sfumato::bitmap(height, width, channels, 100));
    return std::string(bytes.begin(), bytes.end());
  };
  /// With other values in the header: at 16 the width, at 24 bits a sample, at 25 the kind.
  const auto with_header = [](std::string file, std::size_t at, const std::string& bytes) {
    file.replace(at, bytes.size(), bytes);
    return file;
  };
  const std::string good = png(16, 16, 1);
  write("good.png", good);
  const std::map<std::string, std::pair<std::string, std::string>> wrong{
      {"text.png", {"a picture, I promise", "expected a PNG file"}},
      {"empty.png", {"", "expected a PNG file"}},
      {"header.png", {good.substr(0, 20), "truncated"}},
      {"cut.png", {good.substr(0, good.size() - 30), "truncated"}},
      {"large.png",
       {png(17, 16, 1), "expected 16x16, 8 bits, grey, as the model's images are, got 17x16, 8 bits, grey"}},
      {"colour.png", {png(16, 16, 3), "got 16x16, 8 bits, RGB; convert it"}},
      {"deep.png", {with_header(good, 24, "\x10"), "got 16x16, 16 bits, grey"}},
      {"palette.png", {with_header(good, 25, "\x03"), "with a palette"}},
      {"clear.png", {with_header(good, 25, "\x06"), "RGB with alpha"}},
      {"huge.png", {with_header(good, 16, "\x7f\xff\xff\xff\x7f\xff\xff\xff"), "got 2147483647x2147483647"}},
  };
  for (const auto& [name, how] : wrong) {
    write(name, how.first);
    const std::string sample = "sample --model model.safetensors --count 1 --steps 2 --init ";
    lab_refuses(sample + name, {"--init " + name + ": ", how.second});
    lab_refuses(sample + "good.png --mask " + name, {"--mask " + name + ": ", how.second});
  }
  lab_refuses("sample --model model.safetensors --init none.png", {"--init none.png", "No such file"});
  lab_refuses("sample --model model.safetensors --init .", {"--init .", "folder"});
  lab_refuses("sample --model model.safetensors --solver unipc --init good.png --mask good.png",
              {"--solver unipc", "--resample 1", "ddpm, ddim"});
}

TEST_F(BadInput, OptionsForPicturesMustFitEachOther) {
  lab_refuses("sample --strength 0.5", {"--strength", "expected --init PNG", "got none"});
  lab_refuses("sample --mask m.png", {"--mask", "expected --init PNG", "got none"});
  lab_refuses("sample --init i.png --resample 3", {"--resample", "expected --mask PNG", "got none"});
  for (const char* strength : {"0", "-0.1", "1.01", "nan", "inf", "much"})
    lab_refuses(std::string("sample --init i.png --strength ") + strength,
                {"--strength", "expected a number", strength});
  lab_refuses("sample --init i.png --mask m.png --resample 0", {"--resample", "got 0"});
  lab_refuses("sample --count 65 --animate a.png", {"--animate", "at most 64", "got 65"});
  lab_refuses("sample --animate a.png --out a.png", {"a.png"});
}

}  // namespace
