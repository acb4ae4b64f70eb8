#pragma once

#include <string_view>

namespace sfumato::lab {

/// On top of the style of the pages: paper is white, and a short answer stays with its question. Whatever has to stay
/// on one sheet is small, at most a third of it, so that no sheet stays half empty: a figure may break between its
/// rows.
inline constexpr std::string_view answer_sheet_style = R"css(
@page { size: A4; margin: 20mm 19mm 22mm; @bottom-right { content: counter(page); font: 9pt sans-serif; color: var(--soft); } }
:root, :root:root { color-scheme: light; }
html { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
body { font-size: 10.5pt; line-height: 1.5; background: var(--paper); }
main { max-width: 44rem; margin: 0 auto; padding: 2.5rem 1.25rem; }
header { border-bottom: 2px solid var(--accent); padding-bottom: 12pt; margin-bottom: 18pt; }
h1 { font-size: 26pt; }
.names { font-size: 13pt; margin: 6pt 0 0; max-width: none; }
.when { color: var(--soft); font: 8.5pt system-ui, "DejaVu Sans", sans-serif; margin: 4pt 0 0; }
section { margin-top: 26pt; }
h2 { font-size: 15pt; margin-bottom: 8pt; padding-top: 4pt; break-after: avoid; }
h2 .number { color: var(--accent); margin-right: .5em; }
.points { width: 100%; font-size: 9.5pt; }
.points th, .points td { padding: 3.5pt 0 3.5pt 8pt; }
.points th:first-child { padding-left: 0; color: var(--ink); }
.points tfoot th, .points tfoot td { border-bottom: 0; border-top: 1.5px solid var(--ink); font-weight: 650; }
.note { color: var(--soft); font-size: 9pt; margin: 6pt 0 0; }
.question { margin: 0 0 14pt; padding-left: 34pt; position: relative; }
.question.short { break-inside: avoid; }
.afterwards { font: 8.5pt system-ui, "DejaVu Sans", sans-serif; color: var(--soft); margin: 5pt 0 1pt; }
.question .id {
  position: absolute; left: 0; top: 0; font: bold 9.5pt/1.6 system-ui, "DejaVu Sans", sans-serif; color: var(--accent);
}
.asked { color: var(--soft); font-size: 9.5pt; line-height: 1.45; margin: 0 0 4pt; max-width: none; break-after: avoid; }
.answer { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; max-width: none; orphans: 3; widows: 3; }
.numbers { font: 9.5pt system-ui, "DejaVu Sans", sans-serif; margin: 0 0 3pt; max-width: none; }
.numbers b { font-size: 11pt; font-variant-numeric: tabular-nums; }
.open {
  font: italic 9.5pt system-ui, "DejaVu Sans", sans-serif; color: var(--soft); margin: 3pt 0 0; max-width: none;
}
.prediction {
  background: var(--panel); border-left: 3px solid var(--second); padding: 5pt 9pt; margin: 0 0 5pt;
}
.prediction .who { font: 8.5pt system-ui, "DejaVu Sans", sans-serif; color: var(--soft); margin: 0 0 1pt; max-width: none; }
.prediction.replaced .answer { color: var(--soft); text-decoration: line-through; text-decoration-thickness: .5px; }
.pictures { margin: 0 0 14pt; }
figure { margin: 0 0 12pt; }
figure img, figure svg { max-width: 100%; }
.plot, .tiles, .strips, .pair, tr, .prediction, figcaption { break-inside: avoid; }
.row-label { break-after: avoid; margin: 6pt 0 2pt; font-size: 8.5pt; }
figcaption { font-size: 8.5pt; margin-top: 4pt; max-width: none; break-before: avoid; }
.table { background: none; }
.no-pictures { color: var(--soft); font-size: 9.5pt; margin: 0 0 12pt; }
.tiles, .pair .tiles { display: flex; flex-wrap: wrap; gap: 0; }
.tiles > div { width: 80px; margin: 0 3px 4px 0; }
.tiles img { width: 80px; height: 80px; }
.pair .tiles > div { width: 52px; }
.pair .tiles img { width: 52px; height: 52px; }
.tiles.small > div { width: 60px; margin-right: 5px; }
.tiles.small img { width: 60px; height: 60px; }
.tiles.stacks .below img { width: 32px; height: 32px; }
.plot svg { max-width: 350px; }
.plot text { font-size: 17px; }
.ratings table { width: 100%; font-size: 9.5pt; }
.ratings th:first-child { white-space: normal; color: var(--ink); }
.ratings thead th:first-child { color: var(--soft); }
.controls, button, input, output, script { display: none; }
@media print { main { max-width: none; padding: 0; } }
)css";

}  // namespace sfumato::lab
