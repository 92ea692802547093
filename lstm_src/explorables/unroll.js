// The cells of cells.js through time and back, for whole batches and fast: training takes
// thousands of steps a second. Arrays are flat and made once: h (T + 1, B, H); gates
// (T, B, G H), where each of G gates has a block of H; the kernel (H + D, G H) acts on
// [h, x]. Tests hold all of it equal to cells.js.

// C[m, n] += Σ_k A[m, k] B[k, n]: each array has its start and its strides, and C's
// columns lie side by side. Two rows by four columns at a time are eight sums, which the
// processor keeps at hand.
export const addProduct = (M, N, K, C, c, cm, A, a, am, ak, B, b, bk, bn) => {
  for (let m = 0; m < M; m += 2) {
    const alone = m + 1 === M, a0 = a + m * am, a1 = alone ? a0 : a0 + am, c0 = c + m * cm, c1 = c0 + cm;
    let n = 0;
    for (; n + 3 < N; n += 4) {
      let s0 = 0, s1 = 0, s2 = 0, s3 = 0, r0 = 0, r1 = 0, r2 = 0, r3 = 0;
      for (let k = 0, i = a0, j = a1, p = b + n * bn; k < K; k++, i += ak, j += ak, p += bk) {
        const u = A[i], v = A[j], w0 = B[p], w1 = B[p + bn], w2 = B[p + 2 * bn], w3 = B[p + 3 * bn];
        s0 += u * w0; s1 += u * w1; s2 += u * w2; s3 += u * w3;
        r0 += v * w0; r1 += v * w1; r2 += v * w2; r3 += v * w3;
      }
      C[c0 + n] += s0; C[c0 + n + 1] += s1; C[c0 + n + 2] += s2; C[c0 + n + 3] += s3;
      if (alone) continue;
      C[c1 + n] += r0; C[c1 + n + 1] += r1; C[c1 + n + 2] += r2; C[c1 + n + 3] += r3;
    }
    for (; n < N; n++) {
      let s = 0, r = 0;
      for (let k = 0, i = a0, j = a1, p = b + n * bn; k < K; k++, i += ak, j += ak, p += bk) { s += A[i] * B[p]; r += A[j] * B[p]; }
      C[c0 + n] += s;
      if (!alone) C[c1 + n] += r;
    }
  }
};

// The σ of cells.js to the last digit but one, and tanh by way of it (near 0 with sixteen
// digits of the whole, not of itself), in a third of the time of Math.exp, where training
// spends a quarter of its own. exp(z) = 2^whole · 2^(part/64) · exp(rest): two tables, and
// six terms of a series, since |rest| < ln 2 / 128.
export const makeCurves = () => {
  const whole = Float64Array.from({ length: 2048 }, (_, n) => 2 ** (n - 1024)), part = Float64Array.from({ length: 64 }, (_, n) => 2 ** (n / 64));
  const ln2High = 0.693147180369123816490 / 64, ln2Low = 1.90821492927058770002e-10 / 64; // their sum has more digits than one number
  const sigmoid = (z) => {
    const x = z > 700 ? -700 : z < -700 ? 700 : -z, n = Math.floor(x / ln2High + 0.5), e = x - n * ln2High - n * ln2Low;
    return 1 / (1 + whole[(n >> 6) + 1024] * part[n & 63] * (1 + e * (1 + e * (1 / 2 + e * (1 / 6 + e * (1 / 24 + e / 120))))));
  };
  return { sigmoid, tanh: (z) => 2 * sigmoid(2 * z) - 1 };
};

// A cell with T steps of B rows to run in. Its parameters and their gradients lie at the
// start of theta and of grads: kernel, bias, peepholes (f, i, o).
export const makeUnroll = (cell, D, H, T, B) => {
  const { sigmoid, tanh } = makeCurves(), letters = { RNN: " ", GRU: "zrh", coupled: "fCo" }[cell] || "fiCo", isGRU = cell === "GRU", isLSTM = cell !== "RNN" && !isGRU;
  const peeps = cell === "peephole", coupled = cell === "coupled", G = letters.length, N = G * H, BH = B * H, BN = B * N;
  const bias = (H + D) * N, p_f = bias + N, p_i = p_f + H, p_o = p_i + H, size = p_f + (peeps ? 3 * H : 0);
  const room = (count) => new Float64Array(count), h = room(BH + T * BH), gates = room(T * BN), da = room(T * BN), dh = room(BH), dy = room(T * BH);
  const C = isLSTM ? room(BH + T * BH) : h, tanhC = isLSTM ? room(T * BH) : h, dC = room(BH);
  const recalled = isGRU ? room(T * BH) : h, part = room(BH); // r ∘ h_prev, and what comes back to it
  const at_i = H, at_C = coupled ? H : 2 * H, at_o = at_C + H, at_h = 2 * H; // blocks of a row of gates; z or f is first, r second

  const readInput = (theta, x, t) => { // bias and x's share of every gate
    for (let b = 0, g = t * BN; b < B; b++, g += N) {
      const n = t * B + b;
      if (x.symbols) {
        const row = (H + x.symbols[n]) * N;
        for (let k = 0; k < N; k++) gates[g + k] = theta[bias + k] + theta[row + k];
      } else for (let k = 0; k < N; k++) {
        let sum = theta[bias + k];
        for (let d = 0; d < D; d++) sum += x.numbers[n * D + d] * theta[(H + d) * N + k];
        gates[g + k] = sum;
      }
    }
  };

  const lstmForward = (theta, t) => {
    if (t) addProduct(B, N, H, gates, t * BN, N, h, t * BH, H, 1, theta, 0, N, 1);
    for (let b = 0, g = t * BN, s = t * BH; b < B; b++, g += N, s += H) for (let k = 0; k < H; k++) {
      const C_prev = C[s + k];
      const f = sigmoid(peeps ? gates[g + k] + theta[p_f + k] * C_prev : gates[g + k]);
      const i = coupled ? 1 - f : sigmoid(peeps ? gates[g + at_i + k] + theta[p_i + k] * C_prev : gates[g + at_i + k]);
      const C_tilde = tanh(gates[g + at_C + k]), C_t = f * C_prev + i * C_tilde;
      const o = sigmoid(peeps ? gates[g + at_o + k] + theta[p_o + k] * C_t : gates[g + at_o + k]);
      gates[g + k] = f;
      if (!coupled) gates[g + at_i + k] = i;
      gates[g + at_C + k] = C_tilde;
      gates[g + at_o + k] = o;
      C[s + BH + k] = C_t;
      h[s + BH + k] = o * (tanhC[s + k] = tanh(C_t));
    }
  };
  const lstmBackward = (theta, grads, t) => {
    for (let b = 0, g = t * BN, s = t * BH, r = 0; b < B; b++, g += N, s += H, r += H) for (let k = 0; k < H; k++) {
      const f = gates[g + k], C_tilde = gates[g + at_C + k], o = gates[g + at_o + k], i = coupled ? 1 - f : gates[g + at_i + k];
      const C_prev = C[s + k], tanh_C = tanhC[s + k], dh_t = dh[r + k] + dy[s + k], da_o = dh_t * tanh_C * o * (1 - o);
      let dC_t = dC[r + k] + dh_t * o * (1 - tanh_C * tanh_C);
      if (peeps) dC_t += da_o * theta[p_o + k];
      const da_f = dC_t * (coupled ? C_prev - C_tilde : C_prev) * f * (1 - f), da_i = coupled ? 0 : dC_t * C_tilde * i * (1 - i);
      dC[r + k] = dC_t * f;
      if (peeps) {
        dC[r + k] += da_f * theta[p_f + k] + da_i * theta[p_i + k];
        grads[p_f + k] += da_f * C_prev;
        grads[p_i + k] += da_i * C_prev;
        grads[p_o + k] += da_o * C[s + BH + k];
      }
      da[g + k] = da_f;
      if (!coupled) da[g + at_i + k] = da_i;
      da[g + at_C + k] = dC_t * i * (1 - C_tilde * C_tilde);
      da[g + at_o + k] = da_o;
    }
    dh.fill(0);
    if (t) addProduct(B, H, N, dh, 0, H, da, t * BN, N, 1, theta, 0, 1, N);
  };

  const gruForward = (theta, t) => {
    if (t) addProduct(B, 2 * H, H, gates, t * BN, N, h, t * BH, H, 1, theta, 0, N, 1);
    for (let b = 0, g = t * BN, s = t * BH; b < B; b++, g += N, s += H) for (let k = 0; k < H; k++) {
      gates[g + k] = sigmoid(gates[g + k]);
      recalled[s + k] = (gates[g + H + k] = sigmoid(gates[g + H + k])) * h[s + k];
    }
    if (t) addProduct(B, H, H, gates, t * BN + at_h, N, recalled, t * BH, H, 1, theta, at_h, N, 1);
    for (let b = 0, g = t * BN, s = t * BH; b < B; b++, g += N, s += H) for (let k = 0; k < H; k++) {
      const z = gates[g + k], h_tilde = gates[g + at_h + k] = tanh(gates[g + at_h + k]);
      h[s + BH + k] = (1 - z) * h[s + k] + z * h_tilde;
    }
  };
  const gruBackward = (theta, grads, t) => {
    for (let b = 0, g = t * BN, s = t * BH, r = 0; b < B; b++, g += N, s += H, r += H) for (let k = 0; k < H; k++) {
      const z = gates[g + k], h_tilde = gates[g + at_h + k], dh_t = dh[r + k] + dy[s + k];
      da[g + at_h + k] = dh_t * z * (1 - h_tilde * h_tilde);
      da[g + k] = dh_t * (h_tilde - h[s + k]) * z * (1 - z);
      dh[r + k] = dh_t * (1 - z);
    }
    part.fill(0);
    if (t) addProduct(B, H, H, part, 0, H, da, t * BN + at_h, N, 1, theta, at_h, 1, N);
    for (let b = 0, g = t * BN + H, s = t * BH, n = 0; b < B; b++, g += N, s += H) for (let k = 0; k < H; k++, n++) {
      const r = gates[g + k];
      da[g + k] = part[n] * h[s + k] * r * (1 - r);
      dh[n] += part[n] * r;
    }
    if (t) addProduct(B, H, 2 * H, dh, 0, H, da, t * BN, N, 1, theta, 0, 1, N);
  };

  const rnnForward = (theta, t) => {
    if (t) addProduct(B, H, H, gates, t * BN, H, h, t * BH, H, 1, theta, 0, H, 1);
    for (let n = t * BH; n < t * BH + BH; n++) h[n + BH] = tanh(gates[n]);
  };
  const rnnBackward = (theta, grads, t) => {
    for (let r = 0, n = t * BH; r < BH; r++, n++) da[n] = (dh[r] + dy[n]) * (1 - h[n + BH] * h[n + BH]);
    dh.fill(0);
    if (t) addProduct(B, H, H, dh, 0, H, da, t * BN, H, 1, theta, 0, 1, H);
  };

  const forwardStep = isLSTM ? lstmForward : isGRU ? gruForward : rnnForward;
  const backwardStep = isLSTM ? lstmBackward : isGRU ? gruBackward : rnnBackward;
  return { letters, peeps, size, h, gates, dy,
    // Reads x from a state of zeros, so that the first step has nothing to multiply:
    // { symbols } (T, B), or { numbers } (T, B, D).
    forward(theta, x) {
      for (let t = 0; t < T; t++) { readInput(theta, x, t); forwardStep(theta, t); }
    },
    // Adds to grads what dy brings, where dy (T, B, H) is the gradient of h_1 … h_T.
    backward(theta, grads, x) {
      dh.fill(0);
      dC.fill(0);
      for (let t = T - 1; t >= 0; t--) backwardStep(theta, grads, t);
      addProduct(H, isGRU ? 2 * H : N, (T - 1) * B, grads, 0, N, h, BH, 1, H, da, BN, N, 1);
      if (isGRU) addProduct(H, H, (T - 1) * B, grads, at_h, N, recalled, BH, 1, H, da, BN + at_h, N, 1);
      for (let n = 0, g = 0; n < T * B; n++, g += N) {
        for (let k = 0; k < N; k++) grads[bias + k] += da[g + k];
        if (x.symbols) {
          const row = (H + x.symbols[n]) * N;
          for (let k = 0; k < N; k++) grads[row + k] += da[g + k];
        } else for (let d = 0; d < D; d++) {
          const v = x.numbers[n * D + d], row = (H + d) * N;
          for (let k = 0; k < N; k++) grads[row + k] += v * da[g + k];
        }
      }
    } };
};
