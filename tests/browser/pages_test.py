"""The lab's pages in a real browser: pages_test.py LAB PROJECT CHROMEDRIVER"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

from webdriver import Browser

RIGHT, LEFT, DOWN = "\ue014", "\ue012", "\ue015"
HERE = pathlib.Path(__file__).parent


def drawn(lab, project, folder):
    """Pages of a student who has all solutions, by module."""
    for tree in ("exercises", "solutions"):
        shutil.copytree(project / tree, folder / tree)
    environment = {name: value for name, value in os.environ.items() if name != "SFUMATO_DATA"}
    environment["SFUMATO_ROOT"] = str(folder)

    def run(*arguments):
        done = subprocess.run([lab, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"lab {' '.join(arguments)}: {done.stderr}")

    for solution in (folder / "solutions").glob("*/*.hpp"):
        place = folder / "exercises" / solution.relative_to(folder / "solutions")
        if place.exists():
            shutil.copy(solution, place)
    for question in ("Q4", "Q10", "Q16"):
        run("predict", question, "an answer")
    pages = {}
    for module in ("0", "1", "2"):
        run("run", module, "--data", "synthetic", "--images", "256", "--epochs", "1")
        pages[module] = folder / "out" / f"module-{module}" / "index.html"
    return pages


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        lab, project, driver = sys.argv[1:4]
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="sfumato-pages-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.pages = drawn(lab, pathlib.Path(project), cls.folder)
        cls.browser = Browser(driver)
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        self.browser.screen(1280)
        self.browser.scheme("light")

    def shown(self, module):
        self.browser.open(self.pages[module].as_uri())
        return self.subTest(module=module)

    def test_the_slider_moves_the_picture_by_keyboard(self):
        self.browser.open(self.pages["0"].as_uri())
        seen = "const film = document.querySelector('.film');" \
               "return [getComputedStyle(film).getPropertyValue('--frame').trim(), film.querySelector('output').textContent," \
               "        film.querySelector('input').getAttribute('aria-valuetext')," \
               "        getComputedStyle(film.querySelector('img')).objectPosition]"
        before = self.browser.run(seen)
        self.browser.press(".film input", RIGHT, RIGHT)
        after = self.browser.run(seen)
        self.assertEqual((before[0], after[0]), ("0", "2"))
        self.assertEqual(after[1], "4% of what you see is noise")
        self.assertEqual(after[2], after[1])
        self.assertNotEqual(before[3], after[3], "the picture itself moves")
        self.browser.press(".film input", LEFT)
        self.assertEqual(self.browser.run(seen)[1], "2% of what you see is noise")

    def test_play_plays_and_pauses(self):
        self.browser.open(self.pages["0"].as_uri())
        seen = self.browser.run_later("""
            const [button, slider] = ['button', 'input'].map(name => document.querySelector('.film ' + name));
            const labels = [];
            const press = () => { button.click(); labels.push(button.textContent); };
            const wait = () => {
              if (slider.valueAsNumber < 2) return setTimeout(wait, 5);
              press();
              const stopped = slider.value;
              setTimeout(() => done([labels, stopped === slider.value]), 500);
            };
            press();
            wait();""")
        self.assertEqual(seen, [["Pause", "Play"], True])

    def test_the_explorer_puts_numbers_into_the_equation(self):
        self.browser.open(self.pages["1"].as_uri())
        equation = "return document.querySelector('.explorer .equation').textContent"
        self.browser.click(".explorer .board")
        chosen = self.browser.run(equation)
        self.assertRegex(chosen, r"row \d+, column \d+, t = 0")
        self.assertRegex(chosen, r"= \d\.\d{3} · .\d?\.?\d")
        self.assertIn("The picture has", chosen)
        self.browser.press(".explorer .board", DOWN)
        self.assertNotEqual(self.browser.run(equation), chosen)
        self.browser.press(".explorer input", RIGHT)
        self.assertIn("t = 1\n", self.browser.run(equation))
        shown = "const c = document.querySelector('.explorer canvas');" \
                "return [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data]"
        before = self.browser.run(shown)
        self.browser.run("const s = document.querySelector('.explorer input'); s.value = 199;"
                         "s.dispatchEvent(new Event('input'))")
        self.assertNotEqual(self.browser.run(shown), before)

    def test_nothing_complains(self):
        for module in self.pages:
            with self.shown(module):
                self.assertEqual(self.browser.complaints(), [])

    def test_nothing_scrolls_sideways_on_a_phone(self):
        self.browser.screen(390)
        for module in self.pages:
            with self.shown(module):
                wide = self.browser.run("return document.documentElement.scrollWidth - innerWidth")
                self.assertLessEqual(wide, 0)

    def test_text_and_lines_keep_their_contrast(self):
        script = (HERE / "contrast.js").read_text(encoding="utf-8")
        for scheme in ("light", "dark"):
            self.browser.scheme(scheme)
            for module in self.pages:
                with self.shown(module):
                    self.browser.run("for (const d of document.querySelectorAll('details')) d.open = true")
                    found = self.browser.run(script)
                    self.assertGreater(found["looked_at"], 20)
                    self.assertEqual(found["faint"], [], scheme)

    def test_a_faint_text_would_be_found(self):
        self.browser.open(self.pages["0"].as_uri())
        self.browser.run("document.querySelector('p').style.color = '#bbb'")
        found = self.browser.run((HERE / "contrast.js").read_text(encoding="utf-8"))
        self.assertEqual(len(found["faint"]), 1)

    def test_every_picture_has_its_words(self):
        for module in self.pages:
            with self.shown(module):
                bare = self.browser.run(
                    "return [...document.querySelectorAll('img, svg, canvas, input, button')].filter(e =>"
                    "  !(e.alt || e.getAttribute('aria-label') || e.textContent.trim()) && e.getAttribute('aria-hidden') !== 'true'"
                    "  && !(e.tagName === 'CANVAS' && e.closest('[aria-label]'))).map(e => e.outerHTML.slice(0, 80))")
                self.assertEqual(bare, [])


if __name__ == "__main__":
    if len(sys.argv) < 4 or not sys.argv[3]:
        print("skipped: expected chromedriver (Debian's chromium-driver), which is not installed")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1], verbosity=1)
