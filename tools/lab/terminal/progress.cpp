#include "lab/terminal/progress.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace sfumato::lab {

namespace {

constexpr std::chrono::milliseconds redraw_every{100};
constexpr std::chrono::seconds speak_every{10};

std::string two_digits(long n) { return (n < 10 ? "0" : "") + std::to_string(n); }

/// Three significant digits are enough for a rate.
std::string rate_text(double rate) {
  char text[32];
  std::snprintf(text, sizeof text, rate < 10 ? "%.2f" : rate < 100 ? "%.1f" : "%.0f", rate);
  return text;
}

std::string bar(double share, int width, bool unicode) {
  const int full = static_cast<int>(share * width);
  std::string text;
  for (int i = 0; i < width; ++i) text += unicode ? (i < full ? "█" : "░") : (i < full ? "#" : "-");
  return text;
}

}  // namespace

std::string clock_text(double seconds) {
  const long whole = std::lround(std::max(seconds, 0.0));
  if (whole < 60) return std::to_string(whole) + " s";
  const std::string minutes_seconds = two_digits(whole / 60 % 60) + ":" + two_digits(whole % 60);
  if (whole >= 3600) return std::to_string(whole / 3600) + ":" + minutes_seconds;
  return whole < 600 ? minutes_seconds.substr(1) : minutes_seconds;
}

progress::progress(std::string title, double total, std::string unit, double begin)
    : title_(std::move(title)),
      unit_(std::move(unit)),
      total_(std::max(total, 1e-9)),
      begin_(begin),
      terminal_(terminal::of(stderr)) {}

progress::~progress() { clear(); }

void progress::update(double done, std::string_view note) {
  const auto now = clock::now();
  if (now - spoken_ < (terminal_.interactive ? clock::duration(redraw_every) : clock::duration(speak_every))) return;
  spoken_ = now;
  draw(done, note);
}

void progress::line(std::string_view text) {
  clear();
  std::fprintf(stderr, "%.*s\n", static_cast<int>(text.size()), text.data());
  spoken_ = clock::now();
}

void progress::clear() {
  if (drawn_) std::fputs("\r\x1b[K", stderr);
  drawn_ = false;
}

void progress::draw(double done, std::string_view note) {
  const double share = std::clamp(done / total_, 0.0, 1.0);
  const std::string percent = std::to_string(static_cast<int>(100 * share)) + "%";
  std::string facts = percent + rate_and_time_left(done);
  if (!note.empty()) facts += ", " + std::string(note);
  if (!terminal_.interactive) {
    std::fprintf(stderr, "%s: %s\n", title_.c_str(), facts.c_str());
    return;
  }
  const int room = terminal_.columns - static_cast<int>(title_.size() + facts.size()) - 3;
  std::string text = title_ + " ";
  if (room >= 8) text += bar(share, std::min(room, 30), terminal_.unicode) + " ";
  text += facts;
  if (room < 0) text.resize(static_cast<std::size_t>(terminal_.columns - 1), ' ');
  std::fprintf(stderr, "\r%s\x1b[K", text.c_str());
  std::fflush(stderr);
  drawn_ = true;
}

std::string progress::rate_and_time_left(double done) const {
  const double seconds = std::chrono::duration<double>(clock::now() - start_).count();
  if (done <= begin_ || seconds <= 0) return "";
  const double rate = (done - begin_) / seconds;
  return ", " + rate_text(rate) + " " + unit_ + "/s, " + clock_text((total_ - done) / rate) + " left";
}

}  // namespace sfumato::lab
