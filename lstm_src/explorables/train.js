// Training, as lstm_src does it: the same random numbers, tasks, losses, clipping and Adam,
// in double precision; tests hold a run here equal to one of lstm_src.training.Race.
import { addProduct, makeUnroll, makeCurves } from "./unroll.js";

// The generator mulberry32 (lstm_src/tasks/mulberry.py): whole numbers of 32 bits.
export const mulberry = (seed) => {
  let a = seed | 0;
  return () => {
    a = (a + 0x6D2B79F5) | 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
};
// One stream of them for each purpose: 0 the batches, 1 … 5 the networks' first weights.
export const childStream = (seed, purpose) => {
  const draw = mulberry(seed);
  for (let n = 0; n < purpose; n++) draw();
  return mulberry(draw());
};

// The tasks of lstm_src.tasks, by number: RecallFirst(gap), Adding(gap + 2),
// CopyMemory(gap, remembered=2, symbols=4) and Counting(gap / 2 + 1). A task has T steps,
// D inputs and K outputs; fill(batch, B, draw) draws B sequences into a batch. `baseline`
// is the loss of whoever remembers nothing, or counts perfectly in the last one.
export const makeTask = (number, gap) => {
  const whole = (draw, below) => Math.floor((draw() / 2 ** 32) * below), largest = (gap >> 1) + 1;
  const [T, D, K, baseline] = [[gap + 2, 5, 4, Math.log(4)], [gap + 2, 2, 1, 1 / 6], [gap + 4, 6, 5, (2 * Math.log(4)) / (gap + 4)], [2 * largest + 1, 4, 4, Math.log(largest) / (largest + 2)]][number];
  const recall = ({ symbols, targets, weights }, B, draw) => {
    const last = (T - 1) * B;
    for (let n = 0; n < T * B; n++) symbols[n] = whole(draw, 4);
    for (let b = 0; b < B; b++) [symbols[last + b], targets[last + b], weights[last + b]] = [4, symbols[b], 1];
  };
  const adding = ({ numbers, targets, weights }, B, draw) => {
    const last = (T - 1) * B, half = T >> 1;
    for (let n = 0; n < T * B; n++) [numbers[2 * n], numbers[2 * n + 1]] = [(draw() >>> 8) / 2 ** 24, 0];
    for (let b = 0; b < B; b++) [targets[last + b], weights[last + b]] = [0, 1];
    for (const [from, among] of [[0, half], [half, T - half]]) for (let b = 0; b < B; b++) {
      const n = (from + whole(draw, among)) * B + b;
      numbers[2 * n + 1] = 1;
      targets[last + b] = Math.fround(targets[last + b] + numbers[2 * n]);
    }
  };
  const copy = ({ symbols, targets, weights }, B, draw) => {
    symbols.fill(4);
    targets.fill(4);
    weights.fill(1);
    for (let n = 0; n < 2 * B; n++) symbols[n] = targets[(gap + 2) * B + n] = whole(draw, 4);
    symbols.fill(5, (gap + 1) * B, (gap + 2) * B);
  };
  const counting = ({ symbols, targets, weights }, B, draw) => {
    for (const values of [symbols, targets, weights]) values.fill(0);
    for (let b = 0; b < B; b++) for (let n = 1 + whole(draw, largest), t = 0; t <= 2 * n; t++)
      [symbols[t * B + b], targets[t * B + b], weights[t * B + b]] = [t && (t <= n ? 1 : 2), t < n ? 1 : t < 2 * n ? 2 : 3, 1];
  };
  return { T, D, K, baseline, tolerance: number === 1 && 0.04, counts: number === 3, fill: [recall, adding, copy, counting][number] };
};

// Room for a batch of a task: x as symbols (T, B) or numbers (T, B, D), and what each
// position should say and how much it counts, (T, B).
export const makeBatch = (task, B) => ({
  symbols: task.tolerance ? null : new Int32Array(task.T * B), numbers: task.tolerance ? new Float64Array(task.T * B * task.D) : null,
  targets: new Float64Array(task.T * B), weights: new Float64Array(task.T * B) });

// Cross-entropy of classes, or mean squared error of numbers, both weighted. Turns the
// scores z (T, B, K) into their gradient; says the loss and the share of right rows.
export const compare = (z, { targets, weights, symbols }, { K, tolerance, counts }, B) => {
  const count = weights.length, wrong = new Uint8Array(B);
  let total = 0, loss = 0, right = 0;
  for (let n = 0; n < count; n++) total += weights[n];
  for (let n = 0, from = 0; n < count; n++, from += K) {
    const share = weights[n] / total, target = targets[n];
    if (!share) {
      for (let k = 0; k < K; k++) z[from + k] = 0;
    } else if (tolerance) {
      const error = z[from] - target;
      loss += share * error * error;
      z[from] = 2 * share * error;
      if (!(Math.abs(error) < tolerance)) wrong[n % B] = 1;
    } else {
      let most = -Infinity, legal = Infinity, illegal = -Infinity, sum = 0;
      for (let k = 0; k < K; k++) {
        const score = z[from + k];
        if (score > most) most = score;
        if (k === target || (counts && symbols[n] === 1 && (k === 1 || k === 2))) { if (score < legal) legal = score; } else if (score > illegal) illegal = score;
      }
      if (!(legal > illegal)) wrong[n % B] = 1;
      loss += share * (most - z[from + target]);
      for (let k = 0; k < K; k++) sum += (z[from + k] = Math.exp(z[from + k] - most));
      loss += share * Math.log(sum);
      for (let k = 0; k < K; k++) z[from + k] *= share / sum;
      z[from + target] -= share;
    }
  }
  for (let b = 0; b < B; b++) if (!wrong[b]) right++;
  return { loss, accuracy: right / B };
};

// A cell and its readout with one vector theta of parameters. First weights are uniform in
// ±1/√H, drawn matrix by matrix as the layers of lstm_src do; biases are 0, but for b_f.
export const makeNetwork = (cell, { T, D, K }, H, B, draw, forgetBias) => {
  const run = makeUnroll(cell, D, H, T, B), { letters, size, h, dy } = run, N = letters.length * H, out = size + H * K;
  const theta = new Float64Array(out + K), grads = new Float64Array(out + K), z = new Float64Array(T * B * K), span = 1 / Math.sqrt(H);
  const weight = () => -span + 2 * span * (draw() / 2 ** 32);
  for (let k = 0; k < N; k++) for (let n = 0; n < H + D; n++) theta[n * N + k] = weight();
  for (let k = 0; k < K; k++) for (let n = 0; n < H; n++) theta[size + n * K + k] = weight();
  if (letters[0] === "f") theta.fill(forgetBias, (H + D) * N, (H + D) * N + H);
  return { theta, grads, run,
    // The loss on a batch and its gradient, which then lies in grads.
    step(task, batch) {
      grads.fill(0);
      run.forward(theta, batch);
      for (let n = 0; n < z.length; n += K) for (let k = 0; k < K; k++) z[n + k] = theta[out + k];
      addProduct(T * B, K, H, z, 0, K, h, B * H, H, 1, theta, size, K, 1);
      const said = compare(z, batch, task, B);
      addProduct(H, K, T * B, grads, size, K, h, B * H, 1, H, z, 0, K, 1);
      for (let n = 0; n < z.length; n += K) for (let k = 0; k < K; k++) grads[out + k] += z[n + k];
      dy.fill(0);
      addProduct(T * B, H, K, dy, 0, H, z, 0, K, 1, theta, size, 1, K);
      run.backward(theta, grads, batch);
      return said;
    } };
};

// Clips the gradient to a length, then takes a step of Adam; says the length before.
export const makeAdam = (size) => {
  const m = new Float64Array(size), v = new Float64Array(size), beta1 = 0.9, beta2 = 0.999, eps = 1e-8;
  let t = 0;
  return (theta, grads, { rate, clip }) => {
    let square = 0;
    for (let n = 0; n < size; n++) square += grads[n] * grads[n];
    const length = Math.sqrt(square), share = Math.min(1, clip / (length + 1e-6));
    t++;
    const correction = Math.sqrt(1 - beta2 ** t), scale = (rate * correction) / (1 - beta1 ** t), least = eps * correction;
    for (let n = 0; n < size; n++) {
      const g = grads[n] * share;
      m[n] = beta1 * m[n] + (1 - beta1) * g;
      v[n] = beta2 * v[n] + (1 - beta2) * (g * g);
      theta[n] -= (m[n] / (Math.sqrt(v[n]) + least)) * scale;
    }
    return length;
  };
};

// Five networks that learn from the same batches, step by step.
export const makeRace = ({ task: number, gap, hidden, rate, bias, clip, seed, batchSize: B }) => {
  const task = makeTask(number, gap), draw = childStream(seed, 0), batch = makeBatch(task, B);
  const racers = ["RNN", "LSTM", "GRU", "peephole", "coupled"].map((cell, n) => {
    const network = makeNetwork(cell, task, hidden, B, childStream(seed, n + 1), bias);
    return { cell, network, adam: makeAdam(network.theta.length), seen: { loss: [], accuracy: [], gradient_norm: [] } };
  });
  // The LSTM's forget gates while it reads the longest sequence of the first batch.
  const probe = makeBatch(task, B), lengths = new Int32Array(B);
  task.fill(probe, B, childStream(seed, 0));
  probe.weights.forEach((weight, n) => { if (weight) lengths[n % B] = 1 + Math.floor(n / B); });
  const T = Math.max(...lengths), row = lengths.indexOf(T);
  const forgetGates = () => {
    const { theta, run: { forward, gates } } = racers[1].network, read = [], f = [];
    forward(theta, probe);
    for (let n = row; n < T * B; n += B) {
      read.push(probe.symbols ? probe.symbols[n] : probe.numbers[2 * n + 1]);
      for (let k = 0; k < hidden; k++) f.push(gates[n * 4 * hidden + k]);
    }
    return { read, f };
  };
  return { racers, forgetGates,
    step() {
      task.fill(batch, B, draw);
      for (const { network, adam, seen } of racers) {
        const told = { ...network.step(task, batch), gradient_norm: adam(network.theta, network.grads, { rate, clip }) };
        for (const key in told) seen[key].push(told[key]);
      }
    } };
};

// What a Worker does: begin a race if asked to, take some steps, tell what was seen. Steps
// that were told before, by a Worker that is gone, are taken `again`.
export const serve = (worker) => {
  let race;
  const take = (steps) => {
    for (let n = 0; n < steps; n++) race.step();
    return Object.fromEntries(race.racers.map(({ cell, seen }) => [cell, Object.fromEntries(Object.entries(seen).map(([key, values]) => [key, values.splice(0)]))]));
  };
  worker.onmessage = ({ data: { run, steps, begin, again } }) => {
    if (begin) {
      race = makeRace(begin);
      take(again);
    }
    const start = performance.now(), told = take(steps);
    worker.postMessage({ run, told, forget: race.forgetGates(), took: performance.now() - start });
  };
};

// The text of a Worker that can do so: functions carry their own.
export const workerText = () => Object.entries({ addProduct, makeCurves, makeUnroll, mulberry, childStream, makeTask, makeBatch, compare, makeNetwork, makeAdam, makeRace, serve })
  .map(([name, made]) => `const ${name} = ${made};`).join("\n") + "\nserve(self);";
