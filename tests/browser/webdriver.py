"""A browser, told what to do over the WebDriver protocol (W3C Recommendation of 2018), by what Python brings along."""

import json
import subprocess
import urllib.error
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class Browser:
    """Headless Chromium, as `chromedriver` starts it; close() ends it."""

    def __init__(self, driver):
        self.process = subprocess.Popen([driver, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        try:
            self.address = self._address()
            arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--force-color-profile=srgb"]
            wanted = {"goog:chromeOptions": {"args": arguments}, "goog:loggingPrefs": {"browser": "ALL"}}
            session = self._call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        except BaseException:
            self.process.kill()
            raise
        self.session = "/session/" + session["sessionId"]

    def close(self):
        try:
            self._call("DELETE", self.session)
        finally:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()

    def open(self, address):
        self._call("POST", self.session + "/url", {"url": address})

    def run(self, script, *arguments):
        """What a function of JavaScript with this body returns."""
        return self._call("POST", self.session + "/execute/sync", {"script": script, "args": list(arguments)})

    def run_later(self, script, *arguments):
        """What the script hands to the function `done`, whenever that is."""
        later = f"const done = arguments[arguments.length - 1]; {script}"
        return self._call("POST", self.session + "/execute/async", {"script": later, "args": list(arguments)})

    def find(self, selector):
        return self._call("POST", self.session + "/element", {"using": "css selector", "value": selector})[ELEMENT]

    def press(self, selector, *keys):
        """Keys by their code points of WebDriver, such as "\\ue014" for the right arrow."""
        self._call("POST", f"{self.session}/element/{self.find(selector)}/value", {"text": "".join(keys)})

    def click(self, selector):
        self._call("POST", f"{self.session}/element/{self.find(selector)}/click", {})

    def complaints(self):
        """What was written to the console since the last time, as errors."""
        log = self._call("POST", self.session + "/se/log", {"type": "browser"})
        return [entry["message"] for entry in log if entry["level"] == "SEVERE"]

    def screen(self, width, height=800):
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self._devtools("Emulation.setDeviceMetricsOverride", size)

    def scheme(self, name):
        """light or dark"""
        features = [{"name": "prefers-color-scheme", "value": name}]
        self._devtools("Emulation.setEmulatedMedia", {"features": features})

    def _devtools(self, command, parameters):
        self._call("POST", self.session + "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def _address(self):
        for line in self.process.stdout:
            if "started successfully on port" in line:
                return "http://127.0.0.1:" + line.rsplit(" ", 1)[1].strip().rstrip(".")
        raise RuntimeError("chromedriver did not start")

    def _call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as wrong:
            raise RuntimeError(f"{method} {path}: {json.load(wrong)['value']['message']}") from None
