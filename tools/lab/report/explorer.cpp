#include "lab/report/explorer.hpp"

#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>

#include "lab/report/base64.hpp"
#include "lab/report/html.hpp"
#include "sfumato/core/error.hpp"
#include "sfumato/core/shape.hpp"

namespace sfumato::lab::report {

namespace {

/// Little-endian 32-bit floats in base64.
std::string packed(const std::vector<image>& pictures) {
  std::vector<std::uint8_t> bytes;
  for (const image& one : pictures)
    for (Eigen::Index i = 0; i < one.size(); ++i) {
      const auto value = static_cast<float>(one.data()[i]);
      std::uint32_t word = 0;
      std::memcpy(&word, &value, sizeof word);
      for (int shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<std::uint8_t>(word >> shift));
    }
  return base64(bytes);
}

}  // namespace

std::string noise_explorer(const ::image& x0, const ::image& noise, const ::curve& alpha_bars,
                           const std::vector<::image>& noisy, const std::vector<std::string>& describe) {
  require(!noisy.empty() && describe.size() == noisy.size() && alpha_bars.size() == static_cast<index_t>(noisy.size()),
          error_kind::value, "noise_explorer: expected one picture and one line for each timestep");
  const nlohmann::json data{{"width", x0.cols()},
                            {"height", x0.rows()},
                            {"alphaBars", std::vector<double>(alpha_bars.begin(), alpha_bars.end())},
                            {"words", describe},
                            {"x0", packed({x0})},
                            {"noise", packed({noise})},
                            {"noisy", packed(noisy)}};
  return join(
      "<div class=\"explorer\" data-explorer=\"", escape(data.dump()),
      "\">\n<div>\n<div class=\"board\" tabindex=\"0\" role=\"application\" aria-label=\"the noisy picture; the "
      "arrow keys choose a pixel\"><canvas></canvas><div class=\"cursor\"></div></div>\n<div class=\"controls\">"
      "<input type=\"range\" min=\"0\" max=\"",
      noisy.size() - 1, "\" value=\"0\" aria-label=\"timestep\"></div>\n<output></output>\n</div>\n",
      "<div class=\"equation\" aria-live=\"polite\"></div>\n</div>\n",
      "<noscript><p>This figure needs a script; the nine pictures and the table say the same.</p></noscript>\n");
}

}  // namespace sfumato::lab::report
