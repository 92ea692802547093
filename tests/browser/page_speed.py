"""Training in a page's Worker beside NumPy: `python -m tests.browser.page_speed`.

An LSTM of 32 units reads 32 steps of 8 sequences of 30 symbols and answers at each.
The two take turns; of each round the quickest steps count, since other work on the
machine can only make them slower. Not for CI: it prints, and asserts nothing.
"""

import os
import statistics
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from playwright.sync_api import sync_playwright

from lstm_src import LSTM
from lstm_src.explorables.esm import join_modules
from lstm_src.tasks import Batch
from lstm_src.training import Adam, Model, Trainer
from tests.browser.chromium import FLAGS, find

H, T, B, V = 32, 32, 8, 30
ROUNDS, STEPS = 15, 60
WORKER = """
const T = %d, B = %d, task = { T, D: %d, K: %d }, draw = mulberry(1);
const batch = { symbols: new Int32Array(T * B).map(() => draw() %% task.D),
  targets: new Float64Array(T * B).map(() => draw() %% task.K),
  weights: new Float64Array(T * B).fill(1) };
const network = makeNetwork("LSTM", task, %d, B, mulberry(2), 1);
const adam = makeAdam(network.theta.length);
onmessage = ({ data: steps }) => {
  const times = [];
  for (let n = 0; n < steps; n++) {
    const start = performance.now();
    for (let k = 0; k < 5; k++) {
      network.step(task, batch);
      adam(network.theta, network.grads, { rate: 1e-3, clip: 1 });
    }
    times.push((performance.now() - start) / 5);
  }
  postMessage(Math.min(...times));
};
"""


def numpy_trainer(dtype):
    """Return a trainer of the same network in NumPy."""
    rng = np.random.default_rng(0)
    batch = Batch(*rng.integers(V, size=(2, T, B)))
    layer = LSTM(V, H, dtype=dtype, rng=0)
    return Trainer(Model(layer, V, rng=0), iter(lambda: batch, None), Adam(1e-3))


def quickest(trainer):
    """Return the milliseconds of the quickest five steps of many."""
    times = []
    for _ in range(STEPS // 5):
        start = time.perf_counter()
        for _ in range(5):
            trainer.step()
        times.append((time.perf_counter() - start) / 5)
    return 1000 * min(times)


def main():
    """Print steps a second, medians over the rounds."""
    modules = join_modules("cells.js", "unroll.js", "train.js", "train_json.js")
    text = modules.replace("export default", "const tools =") + WORKER % (T, B, V, V, H)
    found = {"page, float64": [], "NumPy, float64": [], "NumPy, float32": []}
    trainers = [numpy_trainer(np.float64), numpy_trainer(np.float32)]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        page = browser.new_page()
        page.evaluate(
            "(text) => { window.worker = new Worker(URL.createObjectURL("
            "new Blob([text], { type: 'text/javascript' }))); }",
            text,
        )
        for _ in range(ROUNDS):
            in_page = page.evaluate(
                "(steps) => new Promise((done) => { worker.onmessage ="
                " ({ data }) => done(data); worker.postMessage(steps); })",
                STEPS // 5,
            )
            times = [in_page, *map(quickest, trainers)]
            for name, milliseconds in zip(found, times, strict=True):
                found[name].append(milliseconds)
        browser.close()
    middle = {name: statistics.median(times) for name, times in found.items()}
    for name, milliseconds in middle.items():
        share = milliseconds / middle["page, float64"]
        print(f"{name}: {1000 / milliseconds:.0f} steps/s, the page has {share:.2f} ×")


if __name__ == "__main__":
    main()
