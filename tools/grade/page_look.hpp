#pragma once

#include <string>
#include <string_view>

namespace lab {

/// What the pages of a class look like: they stand alone, without scripts, and nothing is fetched.
inline constexpr std::string_view page_look = R"css(
:root {
  color-scheme: light dark; --paper: #fbf9f5; --panel: #f3efe7; --ink: #24211c; --soft: #6b6459; --line: #ddd6ca;
  --bad: #a3441c; --part: #8d7f66; --good: #2d6f6b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #171511; --panel: #211e18; --ink: #ebe5d9; --soft: #a79e8e; --line: #373229;
    --bad: #f0966a; --part: #b3a68e; --good: #7cc4bd;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, "Segoe UI", sans-serif;
  -webkit-text-size-adjust: 100%;
}
main { max-width: 56rem; margin: 0 auto; padding: 2rem 1.25rem 3rem; overflow-wrap: anywhere; }
h1 { font-size: 1.9rem; line-height: 1.15; margin: .25rem 0 .5rem; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.25rem 0 .5rem; }
h3 { font-size: 1rem; margin: 0; }
p { margin: 0 0 .75rem; max-width: 44rem; }
a { color: var(--good); }
.soft { color: var(--soft); font-size: .875rem; }
b.good { color: var(--good); } b.part { color: var(--part); } b.bad { color: var(--bad); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .35rem 1rem .35rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { color: var(--soft); font-size: .8125rem; font-weight: 500; }
.number { text-align: right; }
.number, .id { white-space: nowrap; }
th { overflow-wrap: normal; }
.bar { display: flex; height: .75rem; min-width: 7rem; margin-top: .4rem; background: var(--panel); }
.bar span { display: block; }
.bar .good { background: var(--good); } .bar .part { background: var(--part); } .bar .bad { background: var(--bad); }
.columns { display: grid; grid-template-columns: repeat(10, 1fr); gap: 4px; align-items: end; max-width: 40rem; }
.columns div { text-align: center; font-size: .8125rem; color: var(--soft); }
.columns i { display: block; background: var(--good); border-radius: 2px 2px 0 0; margin-bottom: 2px; }
.exercise { color: var(--ink); border-left: 4px solid var(--line); padding: .1rem 0 .1rem .9rem; margin: 1rem 0; }
.exercise.good { border-color: var(--good); } .exercise.part { border-color: var(--part); }
.exercise.bad { border-color: var(--bad); }
pre {
  font: .8125rem/1.55 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre-wrap;
  overflow-wrap: anywhere; background: var(--panel); border-radius: 6px; padding: .6rem .8rem; margin: .5rem 0 0;
}
pre.words { font: inherit; font-size: .9375rem; max-width: 44rem; }
summary { cursor: pointer; color: var(--soft); font-size: .875rem; margin-top: .4rem; }
figure { display: inline-block; margin: .5rem 1rem .5rem 0; max-width: 100%; vertical-align: top; }
figure img { max-width: 100%; min-width: 8rem; image-rendering: pixelated; border: 1px solid var(--line); }
figcaption { color: var(--soft); font-size: .8125rem; }
@media (max-width: 30rem) { th, td { padding-right: .6rem; } .columns div { font-size: .6875rem; } .bar { min-width: 4rem; } }
@media print { summary { display: none; } }
)css";

/// A whole page of a title and a body that are markup already. No script runs in it, whatever it holds.
inline std::string whole_page(const std::string& title, const std::string& body) {
  std::string page =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src "
      "'self' file:\">\n<title>";
  page += title;
  page += "</title>\n<style>";
  page += page_look;
  page += "</style></head>\n<body><main>\n";
  page += body;
  return page + "</main></body></html>\n";
}

}  // namespace lab
