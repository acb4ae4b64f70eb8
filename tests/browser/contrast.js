// Of a page as it is shown now: texts whose contrast with what is behind them is below 4.5 to 1, and lines of figures
// below 3 to 1 (WCAG 2.1, 1.4.3 and 1.4.11). What only decorates has the colour --line.
const channels = colour => (colour.match(/[\d.]+/g) || []).map(Number);
const linear = c => (c /= 255) <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
const luminance = ([r, g, b]) => .2126 * linear(r) + .7152 * linear(g) + .0722 * linear(b);
const contrast = (a, b) => {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + .05) / (Math.min(x, y) + .05);
};
const resolved = name => {
  const probe = document.body.appendChild(document.createElement('i'));
  probe.style.color = `var(${name})`;
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
};
const decoration = resolved('--line');
const behind = element => {
  for (let at = element; at; at = at.parentElement) {
    const colour = channels(getComputedStyle(at).backgroundColor);
    if (colour.length === 3 || colour[3] > 0) return colour;
  }
  return [255, 255, 255];
};
const visible = element => element.getClientRects().length > 0 && getComputedStyle(element).visibility === 'visible';
const faint = new Set();
let looked_at = 0;
const look = (element, colour, needed) => {
  const values = channels(colour);
  if (values.length < 3 || values[3] === 0 || colour === decoration) return;
  ++looked_at;
  const found = contrast(values, behind(element));
  if (found < needed) faint.add(`${element.tagName} "${element.textContent.trim().slice(0, 40)}" ${colour}: ${found.toFixed(2)}`);
};
for (const element of document.querySelectorAll('body *')) {
  if (!visible(element)) continue;
  const style = getComputedStyle(element), drawn = element instanceof SVGElement;
  const own_text = [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
  if (own_text && !['SCRIPT', 'STYLE', 'NOSCRIPT'].includes(element.tagName)) look(element, drawn ? style.fill : style.color, 4.5);
  if (drawn && ['path', 'line', 'polyline', 'circle'].includes(element.tagName) && style.stroke !== 'none') look(element, style.stroke, 3);
}
return {looked_at, faint: [...faint]};
