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
