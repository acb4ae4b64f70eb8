#include "lab/data/fetch.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "child/find_program.hpp"
#include "child/run.hpp"
#include "grade/sha256.hpp"
#include "lab/course/course.hpp"
#include "lab/system/interrupt.hpp"
#include "lab/terminal/progress.hpp"
#include "sfumato/core/error.hpp"

namespace sfumato::lab {

namespace {

using ::lab::child::find_program;
namespace fs = std::filesystem;

/// What is far larger than any of the files is not one of them.
constexpr const char* largest_download = "100000000";

/// Two downloads into one file would mix; the lock goes with the process.
class download_lock {
 public:
  explicit download_lock(const fs::path& part)
      : descriptor_(::open(part.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666)) {
    require(descriptor_ >= 0, error_kind::io, part.string(), ": cannot write; choose another folder with --to");
    require(::flock(descriptor_, LOCK_EX | LOCK_NB) == 0, error_kind::io, part.string(),
            ": another download is under way; wait for it to end");
  }
  download_lock(const download_lock&) = delete;
  download_lock& operator=(const download_lock&) = delete;
  ~download_lock() { ::close(descriptor_); }

 private:
  int descriptor_;
};

/// The digest of the contents; empty for what cannot be read, as a gzip file that ends too early.
std::string digest_or_nothing(const fs::path& path) {
  try {
    return sha256_of_contents(path);
  } catch (const error&) {
    return {};
  }
}

double megabytes(const fs::path& path) {
  std::error_code failed;
  const auto bytes = fs::file_size(path, failed);
  return failed ? 0 : static_cast<double>(bytes) / 1e6;
}

std::string first_line(const std::string& text) {
  const std::size_t begin = text.find_first_not_of("\r\n ");
  return begin == std::string::npos ? "no reason given" : text.substr(begin, text.find_first_of("\r\n", begin) - begin);
}

std::vector<std::string> download_command(const std::string& url, const fs::path& part, int connect_seconds) {
  const std::string patience = std::to_string(connect_seconds);
  if (!find_program("curl").empty())
    return {"curl",
            "--fail",
            "--location",
            "--silent",
            "--show-error",
            "--globoff",
            "--connect-timeout",
            patience,
            "--speed-time",
            "30",
            "--speed-limit",
            "1000",
            "--max-filesize",
            largest_download,
            "--continue-at",
            "-",
            "--output",
            part.string(),
            url};
  return {"wget", "--quiet", "--tries=1", "--timeout=" + patience, "--continue", "--output-document=" + part.string(),
          url};
}

/// Downloads, or continues, with one call of curl or wget.
::lab::child::result download(const std::string& url, const fs::path& part, const published_file& file,
                              int connect_seconds) {
  progress bar("downloading " + file.name, file.megabytes, "MB", megabytes(part));
  const auto result = ::lab::child::run({.command = download_command(url, part, connect_seconds), .while_running = [&] {
                                           bar.update(megabytes(part));
                                           return !interrupt_guard::requested();
                                         }});
  require(!interrupt_guard::requested(), error_kind::io, "interrupted: ", part.string(),
          " is kept, and the same command continues it");
  return result;
}

/// The server has no such part of the file, or none of any: curl says so by 33, 36 or HTTP 416, wget by 8.
bool cannot_continue(const ::lab::child::result& result) {
  return result.code == 33 || result.code == 36 || result.code == 8 ||
         (result.code == 22 && result.errors.find("416") != std::string::npos);
}

/// Fills the part file from one mirror. Returns what went wrong; empty where nothing did. A connection that breaks is
/// taken up again as long as it brings something; a part that cannot be continued, or turns out wrong, is begun afresh
/// once.
std::string fill(const fs::path& part, const std::string& url, const published_file& file, int connect_seconds) {
  ::lab::child::result result;
  for (int attempt = 0; attempt < 5; ++attempt) {
    const double before = megabytes(part);
    result = download(url, part, file, connect_seconds);
    if (digest_or_nothing(part) == file.sha256) return {};
    if (result.succeeded() || cannot_continue(result)) {
      fs::resize_file(part, 0);
      if (before == 0) return url + ": the contents are not those expected (their SHA-256 differs)";
    } else if (megabytes(part) <= before) {
      break;
    }
  }
  return url + ": " +
         (result.errors.empty() ? join("exit status ", result.signal != 0 ? 128 + result.signal : result.code)
                                : first_line(result.errors));
}

void fetch_file(const published_data& data, const published_file& file, const fs::path& folder, int connect_seconds) {
  const fs::path target = folder / file.name, part = folder / (file.name + ".part");
  if (fs::exists(target)) {
    if (digest_or_nothing(target) == file.sha256) {
      std::printf("%s: already there, digest right\n", short_path(target).c_str());
      return;
    }
    std::printf("%s: damaged, downloading it again\n", short_path(target).c_str());
  }

  const download_lock lock(part);
  bool complete = megabytes(part) > 0 && digest_or_nothing(part) == file.sha256;
  std::string reasons;
  for (auto mirror = data.mirrors.begin(); !complete && mirror != data.mirrors.end(); ++mirror) {
    const std::string reason = fill(part, *mirror + file.name, file, connect_seconds);
    complete = reason.empty();
    if (!complete) reasons += (reasons.empty() ? "" : "; ") + reason;
  }
  if (!complete) {
    if (megabytes(part) == 0) fs::remove(part);
    fail(error_kind::io, "cannot download ", file.name, " (", reasons, "); check the network, or put the file into ",
         folder.string(), " by hand; synthetic digits need no download (--data synthetic)");
  }
  fs::rename(part, target);
  std::printf("%s: downloaded, digest right\n", short_path(target).c_str());
}

}  // namespace

published_data mnist_download() {
  published_data mnist{
      "mnist",
      {{"train-images-idx3-ubyte.gz", "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db", 9.9},
       {"train-labels-idx1-ubyte.gz", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5", 0.03},
       {"t10k-images-idx3-ubyte.gz", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7", 1.6},
       {"t10k-labels-idx1-ubyte.gz", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2", 0.005}},
      {"https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"}};
  const char* variable = std::getenv("SFUMATO_MIRROR");
  if (variable != nullptr && *variable != '\0') {
    std::string mirror = variable;
    if (mirror.back() != '/') mirror += '/';
    mnist.mirrors = {mirror};
  }
  return mnist;
}

void fetch(const published_data& data, const fs::path& folder, int connect_seconds) {
  require(!find_program("curl").empty() || !find_program("wget").empty(), error_kind::io,
          "a download needs curl or wget, found neither (apt-get install curl); synthetic digits need no download");
  std::error_code failed;
  fs::create_directories(folder, failed);
  require(!failed, error_kind::io, folder.string(), ": cannot make this folder: ", failed.message());
  const interrupt_guard guard;
  for (const published_file& file : data.files) fetch_file(data, file, folder, connect_seconds);
}

}  // namespace sfumato::lab
