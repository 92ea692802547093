// The race: five networks learn one task in a Worker, and their curves grow as they do.
import { makeTask, workerText } from "./train.js";
import { el, inRole, line, plain, signed, words, tick, powerOfTen, scaled } from "./svg.js";
import { explorable, isPhone, html, quantity, repeat } from "./kit.js";

const BATCH_SIZE = 16, MEAN_OF = 20; // sequences in a batch; steps in a point of a curve
const TASKS = ["recall the first symbol", "add two numbers", "copy two symbols", "count: aⁿbⁿ"];
const READ_AS = [[..."ABCD?"], ["", "+"], [..."ABCD·?"], [..."SabT"]]; // what a task's numbers stand for
const KEYS = ["loss", "accuracy", "gradient_norm"];

// A network's line differs in dashes and weight first, in hue second.
const LOOKS = { RNN: ["hidden", 1.5, "7 3 1.5 3"], LSTM: ["cell", 3, "none"], GRU: ["input", 3, "0 5"], peephole: ["forget", 1.5, "6 4"], coupled: ["text", 1.5, "none"] };
const lookOf = (name, n) => LOOKS[name] || Object.values(LOOKS)[(n + 1) % 5];

// What was seen: runs by network, each with a list for every key, one number a step;
// finished runs of other seeds; the forget gates; whether Python trains.
const UNSEEN = { runs: {}, finished: [], forget: null, watched: false };
const namesIn = ({ runs, watched }) => Object.keys(watched ? runs : LOOKS);
const stepsOf = ({ seen: { runs } }) => Math.max(0, ...Object.values(runs).map(({ loss }) => loss.length));
const lastMean = (values, end = values.length) => {
  const from = Math.max(0, end - MEAN_OF);
  let sum = 0;
  for (let n = from; n < end; n++) sum += values[n];
  return sum / (end - from);
};
// Steps at which a curve is drawn: about `most`, and always the last.
const sampled = (count, most) => {
  const stride = Math.ceil(count / most), found = [];
  for (let n = stride; n < count; n += stride) found.push(n);
  return [...found, count];
};
// Heights of labels, 15 apart and between low and high, near their own.
const keptApart = (heights, low, high) => {
  const placed = heights.map((y, k) => ({ y, k })).sort((p, q) => p.y - q.y);
  placed.forEach((spot, n) => { spot.y = Math.max(spot.y, n ? placed[n - 1].y + 15 : low); });
  placed.reverse().forEach((spot, n) => { spot.y = Math.min(spot.y, n ? placed[n - 1].y - 15 : high); });
  return placed.sort((p, q) => p.k - q.k).map(({ y }) => y);
};

// ---- the drawing: three panels over one axis of steps, then the forget gates
const decades = (low, high, ...ticks) => ({ at: (v) => (Math.log10(v + 1e-30) - low) / (high - low), ticks: [low, ...ticks, high].map((n) => 10 ** n), show: (v) => powerOfTen(Math.round(Math.log10(v))) });
const panelsOf = ({ task, gap, clip, seen: { runs, watched } }, phone) => {
  const dotted = (dots, text) => !watched && { dots, more: ` · dotted: ${text}, ${plain(dots)}` };
  return [
    { title: "loss", height: phone ? 130 : 150, ...decades(-4, 1, -2, 0), ...dotted(makeTask(task, gap).baseline, task === 3 ? "perfect count" : "no memory") },
    { title: "share of sequences answered rightly", height: 92, at: (v) => v, ticks: [0, 0.5, 1], show: String },
    { title: "length of the gradient", height: 96, ...decades(-4, 2, -2, 0), ...dotted(clip, "clip") },
  ].map((panel, n) => ({ ...panel, key: KEYS[n] })).filter(({ key }) => !watched || Object.values(runs).some((run) => run[key]));
};

const drawCurves = (svg, { key, height, at }, top, s, X, few) => {
  const Y = (v) => top + height * (1 - Math.max(0, Math.min(1, at(v)))), path = (points) => "M" + points.map(([n, v]) => X(n).toFixed(1) + " " + Y(v).toFixed(1)).join("L");
  const ends = namesIn(s.seen).flatMap((name, k) => {
    const [role, width, dash] = lookOf(name, k), g = inRole(svg, role), values = s.seen.runs[name]?.[key], finished = s.seen.finished.map(({ runs }) => runs[name][key]);
    if (finished.length) { // the band over finished seeds, from least to most
      const edge = (side) => sampled(s.length, few).map((n) => [n, side(...finished.map((one) => lastMean(one, n)))]);
      el(g, "path", { d: path([...edge(Math.min), ...edge(Math.max).reverse()]) + "Z", style: "fill: var(--ink); fill-opacity: .13; stroke: var(--ink); stroke-opacity: .4; stroke-width: .75" });
    }
    if (!values?.length) return [];
    el(g, "path", { d: path(sampled(values.length, few).map((n) => [n, lastMean(values, n)])), class: "trace", style: `stroke-width: ${width}; stroke-dasharray: ${dash}` });
    return { name, role, x: X(values.length) + 2, y: Y(lastMean(values)) };
  });
  const places = keptApart(ends.map(({ y }) => y), top + 2, top + height - 2);
  ends.forEach(({ name, role, x, y }, k) => {
    el(inRole(svg, role), "path", { d: `M${x} ${y}L${x + 7} ${places[k]}`, class: "mark", style: "stroke-width: 1" });
    words(svg, x + 10, places[k] + 4.5, "ink role-" + role, name, "start");
  });
};

const drawGates = (svg, { f, read }, top, height, x0, x1, symbols) => {
  const T = read.length, H = f.length / T, col = (x1 - x0) / T, row = height / H, x = (t) => x0 + col * t, g = inRole(svg, "forget"), shades = Array(11).fill("");
  f.forEach((v, n) => { shades[Math.round(10 * v)] += `M${x(Math.floor(n / H)).toFixed(1)} ${(top + row * (n % H)).toFixed(1)}h${col.toFixed(1)}v${row.toFixed(1)}h${-col.toFixed(1)}z`; });
  shades.forEach((d, n) => { if (d) el(g, "path", { d, style: `fill: var(--fill); opacity: ${0.04 + 0.07 * n}` }); });
  const means = read.map((_, t) => f.slice(t * H, t * H + H).reduce((sum, v) => sum + v) / H), y = (v) => top + height * (1 - v);
  el(g, "path", { d: means.map((v, t) => `${t ? "L" : "M"}${x(t)} ${y(v)}h${col}`).join(""), fill: "none", class: "mark" });
  words(svg, x1 + 12, Math.max(top + 10, y(means.at(-1)) + 4), "ink role-forget", ["mean ", "$f"], "start");
  read.forEach((v, t) => { if (col > 9) tick(svg, x(t) + col / 2, top + height + 15, symbols[v]); });
};

const draw = (svg, W, s) => {
  const phone = isPhone(W), x0 = 36, x1 = W - (phone ? 76 : 84), X = (n) => x0 + (n / s.length) * (x1 - x0), heat = 84;
  let y = 0;
  for (const panel of panelsOf(s, phone)) {
    const { title, more = "", height, ticks, show, dots } = panel, top = y + 26, at = (v) => top + height * (1 - panel.at(v));
    tick(svg, 0, y + 13, title + more, "start");
    ticks.forEach((v, n) => {
      line(svg, x0, at(v), x1, at(v), n ? "guide" : "rail");
      tick(svg, x0 - 6, at(v) + 4, show(v), "end");
    });
    if (dots) line(svg, x0, at(dots), x1, at(dots), "dotted");
    drawCurves(svg, panel, top, s, X, phone ? 90 : 180);
    y = top + height + 12;
  }
  for (const n of [0, Math.round(s.length / 2), s.length]) tick(svg, X(n), y + 5, n);
  tick(svg, x1 + 22, y + 5, "steps", "start");
  y += 20;
  if (s.seen.watched) return y;
  tick(svg, 0, y + 13, "forget gates of the LSTM, a row a unit" + (phone ? "" : ": fuller colour lets more through"), "start");
  if (s.seen.forget) drawGates(svg, s.seen.forget, y + 26, heat, x0, x1, READ_AS[s.task]);
  el(inRole(svg, "forget"), "rect", { x: x0 + 0.5, y: y + 26.5, width: x1 - x0 - 1, height: heat - 1, class: "frame" });
  return y + heat + 48;
};

// ---- numbers and words
const parametersOf = (name, { task, gap, hidden_size: H }) => { // weights, biases, peepholes; and the readout
  const { D, K } = makeTask(task, gap), gates = { RNN: 1, GRU: 3, coupled: 3 }[name] || 4;
  return gates * H * (H + D + 1) + (name === "peephole" ? 3 * H : 0) + K * (H + 1);
};
const ledger = (s) => {
  const { seen: { runs, finished, watched } } = s, say = (name, show = String, role) => quantity(name, s[name], show(s[name]), role), rate = 10 ** s.rate_power;
  const results = namesIn(s.seen).map((name, n) => {
    const [role] = lookOf(name, n), of = (key, value, show) => quantity(key, value, show(value), role, { "data-unit": name });
    const math = KEYS.flatMap((key, k) => (runs[name]?.[key]?.length ? [["loss ", " · right ", " · gradient "][k], of(key, lastMean(runs[name][key]), k === 1 ? (v) => plain(v, 3) : scaled)] : []));
    return { what: [repeat(name, role), ...(watched ? [] : [", ", of("parameters", parametersOf(name, s), String), " parameters"])], math: math.length ? math : ["–"] };
  });
  const settings = [
    { what: ["Task: ", say("task", (n) => TASKS[n])], math: ["gap ", say("gap"), " · ", "$H", " = ", say("hidden_size"), " · seed ", say("seed")] },
    { what: "Settings", math: ["rate ", quantity("learning_rate", rate, scaled(rate)), " · ", "$b_f", " = ", say("forget_bias", signed, "forget"), " · clip ", say("clip", plain)] }];
  return [...(watched ? [] : settings),
    { what: "Steps taken", math: [quantity("steps", stepsOf(s), stepsOf(s)), " of ", say("length"), ...(finished.length ? [" · finished seeds: " + finished.map(({ seed }) => seed).join(", ")] : [])] },
    ...results];
};
// Losses of single steps, as far apart as 1, 2, 5, 10 …
const table = (s) => {
  const names = namesIn(s.seen), marks = [];
  for (let power = 1; power <= stepsOf(s); power *= 10) marks.push(power, 2 * power, 5 * power);
  return { head: ["loss at step", ...names], rows: marks.filter((t) => t <= stepsOf(s)).map((t) => [String(t), ...names.map((name, n) => {
    const v = s.seen.runs[name].loss[t - 1];
    return v === undefined ? "–" : quantity("loss_t", v, scaled(v), lookOf(name, n)[0], { "data-t": t, "data-unit": name });
  })]) };
};

// ---- training: a Worker takes the steps, while the page stays free
const settingsOf = (s) => ({ task: s.task, gap: s.gap, hidden: s.hidden_size, rate: 10 ** s.rate_power, bias: s.forget_bias, clip: s.clip, seed: s.seed, batchSize: BATCH_SIZE });
const emptyRuns = () => Object.fromEntries(Object.keys(LOOKS).map((name) => [name, Object.fromEntries(KEYS.map((key) => [key, []]))]));

const setup = ({ model, root, bar, state, update, drawn }) => {
  const pace = matchMedia("(prefers-reduced-motion: reduce)").matches ? 500 : 40; // ms between two drawings
  let worker, run = 0, begun, busy, stepping, chunk, ahead, gates; // a fresh race sets them
  const left = () => state().length - stepsOf(state());
  const stop = (trouble = "") => update({ running: false, trouble });
  const reset = (finished = UNSEEN.finished) => {
    run++;
    [begun, busy, stepping, chunk, ahead] = [false, false, false, 1, emptyRuns()];
    const { running, seen } = state();
    if (running || seen.runs.LSTM || seen.finished !== finished) update({ running: false, seen: { ...UNSEEN, finished } });
  };
  // Moves steps from `ahead`, which the Worker has taken, into what is shown.
  const show = (count) => {
    const { seen, running, length, seed } = state(), runs = seen.runs.LSTM ? seen.runs : emptyRuns();
    for (const name in runs) for (const key of KEYS) runs[name][key].push(...ahead[name][key].splice(0, count));
    const done = runs.LSTM.loss.length >= length, finished = done ? [...seen.finished.filter((one) => one.seed !== seed), { seed, runs }] : seen.finished;
    update({ seen: { ...UNSEEN, runs, finished, forget: ahead.LSTM.loss.length ? seen.forget : gates }, running: running && !done, trouble: "" });
  };
  const hear = ({ data }) => {
    if (!root.isConnected) return dispose();
    if (data.run !== run) return; // of a race that is over
    [busy, gates] = [false, data.forget];
    for (const name in ahead) for (const key of KEYS) ahead[name][key].push(...data.told[name][key]);
    chunk = Math.max(1, Math.min(2 * chunk, Math.round((chunk * pace) / Math.max(1, data.took))));
    if (stepping) show(1);
    stepping = false;
    goOn();
  };
  const ask = (steps) => {
    if (busy) return;
    const again = worker ? 0 : stepsOf(state()) + ahead.LSTM.loss.length, begin = (!begun || !worker) && settingsOf(state());
    try {
      worker ??= Object.assign(new Worker(URL.createObjectURL(new Blob([workerText()], { type: "text/javascript" }))), { onmessage: hear,
        onerror: (event) => { event.preventDefault(); stop("Training stopped: this page could not run it."); } });
    } catch { return stop("Training cannot run: this page may start no worker."); }
    chunk = Math.min(steps, left());
    worker.postMessage({ run, steps: chunk, begin, again });
    begun = busy = true;
    if (again) update({ trouble: "Taking the steps up to here again …" });
  };
  const goOn = () => {
    if (state().running && ahead.LSTM.loss.length) show(Infinity);
    if (state().running) ask(chunk);
  };
  const train = () => {
    if (state().running || !left()) return;
    update({ running: true, trouble: "" });
    goOn();
  };
  const step = () => {
    if (state().running || !left()) return;
    if (ahead.LSTM.loss.length) return show(1);
    stepping = true;
    ask(1);
  };
  const another = () => {
    update({ seed: (state().seed + 1) % 10000 });
    train();
  };
  const buttons = [["Train", train], ["Pause", () => stop()], ["Step", step], ["Reset", () => reset()], ["Another seed", another]].map(([name, act]) => {
    const button = html("button", { type: "button" }, name);
    button.addEventListener("click", act);
    return button;
  });
  const progress = html("progress", { "aria-label": "training steps taken", style: "flex: 1 1 8em; accent-color: var(--cell-ink)" }), note = html("span");
  bar.append(...buttons, progress, note);

  const watch = () => { // what a loop in Python has seen so far
    const { runs } = model.get("_watched") || {};
    if (!runs) return;
    for (const button of buttons) button.hidden = true;
    root.querySelector(".caption").textContent = "Every point is the mean of twenty steps.";
    update({ seen: { ...UNSEEN, runs, watched: true } });
  };
  const park = () => { // no worker outlives the page, which the browser may keep for "back"
    run++; // what is still on its way is not heard
    worker = worker?.terminate();
    busy = stepping = false;
    if (state().running) stop();
  };
  const dispose = () => {
    worker?.terminate();
    model.off("change:_watched", watch);
    removeEventListener("pagehide", park);
  };
  const keyOf = (s) => JSON.stringify([settingsOf({ ...s, seed: 0 }), s.length]);
  let key = keyOf(state()), seed = state().seed;
  reset();
  drawn((s) => {
    [progress.max, progress.value, note.textContent] = [s.length, stepsOf(s), s.trouble];
    buttons[0].setAttribute("aria-pressed", s.running);
    const now = keyOf(s), same = now === key;
    if ((same && s.seed === seed) || s.seen.watched) return;
    [key, seed] = [now, s.seed]; // another question begins anew; another seed keeps the bands
    reset(same ? s.seen.finished : UNSEEN.finished);
  });
  model.on("change:_watched", watch);
  addEventListener("pagehide", park);
  watch();
  return dispose;
};

export default explorable({
  slug: "training-race", traits: ["task", "gap", "hidden_size", "rate_power", "forget_bias", "clip", "seed", "length"], local: { seen: UNSEEN, running: false, trouble: "" },
  label: "Loss, accuracy and gradient of five networks over their training steps, and the forget gates of the LSTM.",
  shows: "An RNN, an LSTM, a GRU, an LSTM with peepholes and one with coupled gates learn one task. Three charts over the same steps show their loss, the share of sequences they answer rightly, and the length of their gradient; loss and gradient on logarithmic axes. Beneath, each row is the forget gate of one unit of the LSTM while it reads a sequence. Bands show where the curves of finished seeds ran.",
  tries: "Guess which network wins and press Train. Run another seed twice before you believe it. Then widen the gap until nothing learns, and look for the forget bias that brings the LSTM back.",
  caption: ["Every point is the mean of twenty steps; at each, all networks read the same sixteen sequences. Bands reach from the least to the most of the finished seeds. RNN and GRU have no ", "$b_f", "."],
  draw, ledger, table, setup,
  status: (s) => {
    const order = Object.entries(s.seen.runs).map(([name, { loss }]) => [lastMean(loss), name]).sort((p, q) => p[0] - q[0]);
    if (s.trouble || s.running || !stepsOf(s)) return s.trouble;
    const [least, first] = order[0], [most, last] = order.at(-1);
    return `After ${stepsOf(s)} of ${s.length} steps the smallest loss is ${scaled(least)}, of ${first}; the largest is ${scaled(most)}, of ${last}.`;
  },
});
