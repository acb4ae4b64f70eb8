#pragma once

#include <string_view>

namespace sfumato::lab::report {

/// Pixels are shown at whole multiples of their size, so tiles have fixed widths and the number of columns follows the
/// screen. Colours have the names of colours.hpp.
inline constexpr std::string_view style_sheet = R"css(
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.6 Charter, "Bitstream Charter", "Sitka Text", Cambria, Georgia, serif;
}
main { max-width: 45.5rem; margin: 0 auto; padding: 4.5rem 1.25rem 3rem; }
h1, h2, figcaption, table, details, button, output, footer, .plot text, .plot tspan {
  font-family: system-ui, "Segoe UI", sans-serif;
}
h1 { font-size: clamp(2rem, 7vw, 2.9rem); line-height: 1.1; letter-spacing: -.025em; margin: 0; font-weight: 650; }
h2 { font-size: 1.35rem; line-height: 1.25; letter-spacing: -.01em; margin: 0 0 .75rem; font-weight: 620; }
.lead { font-size: 1.25rem; line-height: 1.5; color: var(--soft); margin: 1rem 0 0; max-width: 36em; }
section { margin-top: 4rem; }
p { margin: 0 0 1rem; max-width: 38em; }
figure { margin: 1.5rem 0 0; }
figure + p, .table + p { margin-top: 1rem; }
figcaption { color: var(--soft); font-size: .875rem; line-height: 1.5; margin-top: .75rem; max-width: 44em; }
a { color: var(--accent); }
code { font: .9em ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
pre {
  background: var(--panel); border-radius: 8px; padding: 1rem 1.25rem; margin: 1rem 0 0;
  overflow-x: auto; line-height: 1.7;
}

.tiles { --tile: 112px; display: grid; grid-template-columns: repeat(6, var(--tile)); gap: 3px; }
.tiles.small { --tile: 64px; grid-template-columns: repeat(10, var(--tile)); gap: 5px; }
.tiles img {
  display: block; width: var(--tile); height: var(--tile); border-radius: 2px; background: #000;
  image-rendering: crisp-edges; image-rendering: pixelated;
}
.tiles .moment {
  display: block; text-align: center; font: .75rem/1.4 system-ui, sans-serif; color: var(--soft); margin-top: 4px;
}
.tiles.large { --tile: 256px; grid-template-columns: repeat(auto-fill, var(--tile)); }
.tiles.rows { --tile: 64px; grid-template-columns: repeat(var(--columns), var(--tile)); gap: 5px; overflow-x: auto; }
.tiles.wide { --tile: 160px; grid-template-columns: repeat(4, var(--tile)); }
.tiles.stacks { row-gap: 1rem; }
.tiles.stacks .below { display: flex; gap: 6px; align-items: center; margin-top: 3px; }
.tiles.stacks .below img { width: 48px; height: 48px; }
.tiles.stacks .moment { text-align: left; margin: 0; }
.strips {
  --tile: 64px; --gap: 5px; display: grid; gap: var(--gap); align-items: center;
  grid-template-columns: minmax(5rem, 9rem) repeat(var(--columns), var(--tile)); justify-content: start;
}
.strips.many { --tile: 48px; }
.strips.few { --tile: 112px; }
.strips img {
  display: block; width: var(--tile); height: var(--tile); border-radius: 2px; background: #000;
  image-rendering: crisp-edges; image-rendering: pixelated;
}
.strips p, .strips span { margin: 0; font: .8125rem/1.35 system-ui, sans-serif; color: var(--soft); }
.strips span { text-align: center; font-size: .75rem; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1.5rem; }
.pair .tiles { --tile: 80px; grid-template-columns: repeat(4, var(--tile)); gap: 3px; }
.pair figure { margin-top: .75rem; }
@media (max-width: 45rem) {
  main { padding-top: 2.5rem; }
  section { margin-top: 3rem; }
  .tiles, .pair .tiles { --tile: 80px; grid-template-columns: repeat(4, var(--tile)); }
  .tiles.small { grid-template-columns: repeat(5, var(--tile)); }
  .pair { grid-template-columns: 1fr; }
  .tiles.wide { --tile: min(96px, calc((100vw - 3.2rem) / 4)); }
  .tiles.large:has(img + img) { --tile: 160px; }
  .tiles.stacks .below img { width: 32px; height: 32px; }
  .strips, .strips.many, .strips.few {
    --gap: 3px; --room: calc((100vw - 2.5rem + var(--gap)) / var(--columns) - var(--gap));
    --tile: min(var(--most), var(--room)); --most: 40px; grid-template-columns: repeat(var(--columns), var(--tile));
  }
  .strips.many { --most: 32px; }
  .strips.few { --most: 80px; }
  .strips p { grid-column: 1 / -1; margin-top: .4rem; }
  .strips p:empty { display: none; }
  .strips span { font-size: .6875rem; }
}
@media (max-width: 24rem) {
  .tiles:not(.wide), .pair .tiles { grid-template-columns: repeat(3, var(--tile)); }
  .tiles.small { grid-template-columns: repeat(4, var(--tile)); }
}

.film img { object-fit: cover; object-position: 0 calc(var(--frame) / var(--last) * 100%); }
.drawn-with {
  display: flex; flex-wrap: wrap; gap: .35rem; align-items: baseline; margin: .75rem 0 0; max-width: none;
  font: .8125rem/1.5 system-ui, "Segoe UI", sans-serif; color: var(--soft);
}
.drawn-with span { border: 1px solid var(--line); border-radius: .8rem; padding: .05rem .6rem; }
.drawn-with .own { color: var(--third); border-color: currentColor; }
.drawn-with .lent { border-style: dashed; }
.drawn-with .wrong { color: var(--accent); border-color: currentColor; }
.drawn-with .broken { color: var(--accent); border: 1px dashed currentColor; font-weight: 600; }
.prediction { border-left: 3px solid var(--accent); padding: .1rem 0 .1rem 1.1rem; margin: 1.5rem 0; }
.prediction p { margin: .25rem 0; }
.prediction .who { color: var(--soft); font: .8125rem/1.5 system-ui, sans-serif; }
.note { background: var(--panel); border-radius: 8px; padding: .9rem 1.2rem; margin: 1.5rem 0; font-size: 1rem; }
.note p:last-child { margin: 0; }
.row-label { font: .8125rem/1.4 system-ui, sans-serif; color: var(--soft); margin: 1rem 0 .35rem; }
.explorer { display: grid; grid-template-columns: 256px 1fr; gap: 1.5rem; align-items: start; }
.explorer .board { position: relative; width: 256px; height: 256px; cursor: crosshair; touch-action: manipulation; }
.explorer canvas { width: 256px; height: 256px; image-rendering: pixelated; display: block; border-radius: 2px; }
.explorer .cursor { position: absolute; width: 16px; height: 16px; outline: 2px solid var(--accent); pointer-events: none; }
.explorer .equation { font: .9375rem/1.9 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre-wrap; }
@media (max-width: 40rem) { .explorer { grid-template-columns: 1fr; } }
.controls { display: flex; align-items: center; gap: 1rem; margin-top: 1rem; }
.controls input { flex: 1; min-width: 0; height: 2rem; margin: 0; accent-color: var(--accent); }
button {
  font-size: .95rem; font-weight: 600; color: var(--paper); background: var(--accent); border: 0; border-radius: 999px;
  padding: .5rem 0; width: 5.5rem; cursor: pointer;
}
:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; }
output {
  display: block; color: var(--soft); font-size: .875rem; margin-top: .5rem; font-variant-numeric: tabular-nums;
}

.plot svg { display: block; width: 100%; max-width: 600px; height: auto; }
.plot text { font-size: 15px; }
.table {
  overflow-x: auto; margin-top: .5rem;
  background: linear-gradient(to right, var(--paper) 40%, transparent) left / 2.5rem 100% no-repeat local,
              linear-gradient(to left, var(--paper) 40%, transparent) right / 2.5rem 100% no-repeat local,
              linear-gradient(to right, var(--line), transparent) left / 1rem 100% no-repeat scroll,
              linear-gradient(to left, var(--line), transparent) right / 1rem 100% no-repeat scroll;
}
table { border-collapse: collapse; font-size: .9375rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); font-size: .875rem; padding-bottom: .25rem; }
th, td { padding: .4rem 1.5rem .4rem 0; border-bottom: 1px solid var(--line); text-align: right; font-weight: 400; }
th:first-child { text-align: left; color: var(--soft); }
thead th { color: var(--soft); font-size: .8125rem; }
.facts table { width: 100%; }
td { white-space: nowrap; }
.facts td { padding-right: 0; }
@media (max-width: 30rem) {
  .plot text { font-size: 17px; }
  th, td { padding-right: 1rem; }
  td { white-space: normal; }
}
.exhibit { --unit: 4px; display: grid; grid-template-columns: repeat(auto-fill, minmax(12.5rem, 1fr)); gap: 2rem 1.25rem; margin: 1rem 0 1.5rem; }
.exhibit figure { margin: 0; }
.exhibit figcaption { margin-top: .5rem; }
.exhibit .right figcaption { color: var(--third); font-weight: 600; }
.frames { display: flex; flex-wrap: wrap; gap: 3px; width: fit-content; max-width: calc(48 * var(--unit) + 6px); }
.frames.one { --unit: 8px; }
.frames img {
  display: block; width: calc(var(--across) * var(--unit)); height: calc(var(--down) * var(--unit));
  border-radius: 2px; box-shadow: 0 0 0 1px var(--line); image-rendering: crisp-edges; image-rendering: pixelated;
}
.exhibit .right .frames { outline: 2px solid var(--third); outline-offset: 2px; border-radius: 2px; }
.sketch { display: block; width: 12.5rem; max-width: 100%; background: var(--panel); border-radius: 4px; }
.frames + .sketch { margin-top: .5rem; }
.sketch path { fill: none; stroke: var(--accent); stroke-width: 2; stroke-linejoin: round; }
.sketch circle { fill: var(--accent); }
.sketch .second { stroke-width: 1; }
.sketch .behind { stroke: var(--soft); stroke-width: 1.5; stroke-dasharray: 4 3; }
.sketch .rule { stroke: var(--second); stroke-width: .7; }
.sketch .mark { stroke: var(--accent); stroke-width: 1; }
.exhibit .right .sketch .line, .exhibit .right .sketch .mark { stroke: var(--third); }
.exhibit .right .sketch circle { fill: var(--third); }
.words { font: .8125rem/1.5 system-ui, "Segoe UI", sans-serif; color: var(--soft); white-space: pre-line; overflow-wrap: anywhere; margin: .4rem 0 0; font-variant-numeric: tabular-nums; }
.words.code { font: .75rem/1.6 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre-wrap; }
.words b { color: var(--accent); font-weight: 600; }
.words.stopped { background: var(--panel); border-radius: 4px; padding: .6rem .8rem; }
.closed { font: .9375rem/1.5 system-ui, "Segoe UI", sans-serif; color: var(--soft); margin: 1rem 0 0; }
@media (max-width: 32rem) {
  .exhibit { --unit: 3px; grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .exhibit figure:has(.code) { grid-column: 1 / -1; }
  .frames.one { --unit: 6px; }
}
details { margin-top: 1rem; font-size: .9375rem; }
summary { cursor: pointer; color: var(--soft); padding: .25rem 0; }
footer {
  margin-top: 4.5rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .875rem;
}
@media print { .controls, details:not([open]) { display: none; } }
)css";

/// Moves a film by its slider, and by its button from the beginning to the end.
inline constexpr std::string_view film_script = R"js(
for (const film of document.querySelectorAll('.film')) {
  const [slider, button, caption] = ['input', 'button', 'output'].map(name => film.querySelector(name));
  const moments = JSON.parse(film.dataset.moments);
  let timer = 0;
  const show = () => {
    film.style.setProperty('--frame', slider.value);
    caption.textContent = moments[slider.value];
    slider.setAttribute('aria-valuetext', moments[slider.value]);
  };
  const stop = () => { clearInterval(timer); timer = 0; button.textContent = 'Play'; };
  const advance = () => { slider.valueAsNumber += 1; show(); if (slider.value === slider.max) stop(); };
  button.addEventListener('click', () => {
    if (timer) return stop();
    if (slider.value === slider.max) { slider.value = 0; show(); }
    button.textContent = 'Pause';
    timer = setInterval(advance, 4000 / slider.max);
  });
  slider.addEventListener('input', () => { stop(); show(); });
  show();
}
)js";

}  // namespace sfumato::lab::report
