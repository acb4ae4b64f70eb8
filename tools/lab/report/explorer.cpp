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

const std::string_view explorer_script = R"js(
for (const place of document.querySelectorAll('.explorer')) {
  const data = JSON.parse(place.dataset.explorer), {width, height} = data;
  const numbers = text => new Float32Array(Uint8Array.from(atob(text), c => c.charCodeAt(0)).buffer);
  const [x0, noise, noisy] = [data.x0, data.noise, data.noisy].map(numbers);
  const [board, canvas, cursor, slider, output, equation] =
    ['.board', 'canvas', '.cursor', 'input', 'output', '.equation'].map(name => place.querySelector(name));
  canvas.width = width; canvas.height = height;
  const pen = canvas.getContext('2d'), pixels = pen.createImageData(width, height);
  let row = height >> 1, column = width >> 1;
  const shown = value => value.toFixed(3).replace('-', '\u2212');
  const draw = () => {
    const t = slider.valueAsNumber, first = t * width * height;
    for (let i = 0; i < width * height; ++i) {
      const grey = Math.max(0, Math.min(255, Math.round((noisy[first + i] + 1) * 127.5)));
      pixels.data.set([grey, grey, grey, 255], 4 * i);
    }
    pen.putImageData(pixels, 0, 0);
    const scale = 256 / width;
    cursor.style.cssText = `left: ${column * scale}px; top: ${row * scale}px; width: ${scale}px; height: ${scale}px`;
    output.textContent = data.words[t];
    slider.setAttribute('aria-valuetext', data.words[t]);
    const i = row * width + column, a = data.alphaBars[t], sum = Math.sqrt(a) * x0[i] + Math.sqrt(1 - a) * noise[i];
    const same = Math.abs(sum - noisy[first + i]) < 1e-3;
    equation.textContent =
      `row ${row}, column ${column}, t = ${t}\n\n` +
      `x_t = \u221a\u1fb1 \u00b7 x\u2080 + \u221a(1\u2212\u1fb1) \u00b7 \u03b5\n`.replaceAll('\u1fb1', 'a\u0304') +
      `    = ${shown(Math.sqrt(a))} \u00b7 ${shown(x0[i])} + ${shown(Math.sqrt(1 - a))} \u00b7 ${shown(noise[i])}\n` +
      `    = ${shown(sum)}\n\n` +
      (same ? `The picture has ${shown(noisy[first + i])} there.`
            : `But the picture has ${shown(noisy[first + i])} there: the formula that drew it computes something else.`);
  };
  const choose = (y, x) => { row = Math.max(0, Math.min(height - 1, y)); column = Math.max(0, Math.min(width - 1, x)); draw(); };
  board.addEventListener('click', event => {
    const box = board.getBoundingClientRect();
    choose(Math.floor((event.clientY - box.top) / box.height * height), Math.floor((event.clientX - box.left) / box.width * width));
  });
  board.addEventListener('keydown', event => {
    const step = {ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1]}[event.key];
    if (!step) return;
    event.preventDefault();
    choose(row + step[0], column + step[1]);
  });
  slider.addEventListener('input', draw);
  draw();
}
)js";

}  // namespace sfumato::lab::report
