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
