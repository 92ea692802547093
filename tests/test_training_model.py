"""Model, loop, language model: exact gradients, carried state, going on as before."""

import math

import numpy as np
import pytest

from lstm_src import GRU, LSTM, RNN, PeepholeLSTM, Stacked
from lstm_src.gradcheck import directional_check
from lstm_src.language_model import LanguageModel
from lstm_src.numerics import softmax
from lstm_src.tasks.batch import Batch
from lstm_src.tasks.tales import tales
from lstm_src.tasks.text import TextStream, Vocabulary
from lstm_src.training import SGD, Adam, Model, Trainer

T, B, D, H, K = 5, 3, 4, 6, 3


def numbers_batch(rng, weights=None):
    x, targets = rng.standard_normal((T, B, D)), rng.standard_normal((T, B, K))
    return Batch(x, targets, weights)


def classes_batch(rng, weights=None):
    x, targets = rng.standard_normal((T, B, D)), rng.integers(0, K, (T, B))
    return Batch(x, targets, weights)


def check(model, batch, state=None):
    model.step(batch, state)
    gradient = model.flat_grads.copy()
    return directional_check(
        lambda: model.loss(batch, state)[0], model.flat_params, gradient, rng=0
    )


@pytest.mark.parametrize("predicts", ["classes", "numbers"])
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("cell", [RNN, LSTM, GRU])
def test_gradients(cell, predicts, weighted):
    rng = np.random.default_rng(0)
    weights = rng.random((T, B)) * (rng.random((T, B)) < 0.5) if weighted else None
    batch = {"classes": classes_batch, "numbers": numbers_batch}[predicts](rng, weights)
    model = Model(cell(D, H, dtype=np.float64, rng=1), K, predicts=predicts, rng=2)
    assert check(model, batch) < 1e-6


def test_gradients_with_lengths_and_stacks():
    rng = np.random.default_rng(0)
    weights = (np.arange(T)[:, None] < [5, 2, 3]).astype(float)
    batch = classes_batch(rng, weights)._replace(lengths=np.array([5, 2, 3]))
    layers = [LSTM(D, H, dtype=np.float64, rng=1), GRU(H, 2, dtype=np.float64, rng=2)]
    assert check(Model(Stacked(layers), K, rng=3), batch) < 1e-6


@pytest.mark.parametrize("part", ["W_y", "b_y", "W_f"])
def test_a_wrong_gradient_is_caught(part):
    model = Model(LSTM(D, H, dtype=np.float64, rng=1), K, rng=2)
    batch = classes_batch(np.random.default_rng(0))
    model.step(batch)
    model.grads[part][...] *= 1.01
    with pytest.raises(AssertionError, match="relative error"):
        directional_check(
            lambda: model.loss(batch)[0], model.flat_params, model.flat_grads, rng=0
        )


def test_squared_error_by_hand():
    model = Model(RNN(1, 1, dtype=np.float64, rng=0), 1, predicts="numbers", rng=0)
    model.flat_params[...] = 0
    batch = Batch(np.zeros((2, 1, 1)), np.array([[[3.0]], [[5.0]]]))
    assert model.loss(batch)[0] == (9 + 25) / 2
    last = batch._replace(weights=np.array([[0.0], [2.0]]))
    assert model.loss(last)[0] == 25
    model.step(last)
    assert model.grads["b_y"].tolist() == [-10.0]
    two = Model(RNN(1, 1, dtype=np.float64, rng=0), 2, predicts="numbers", rng=0)
    two.flat_params[...] = 0
    both = Batch(np.zeros((1, 1, 1)), np.array([[[3.0, 5.0]]]))
    assert two.loss(both)[0] == (9 + 25) / 2


def test_biases_begin_apart_but_the_forget_gates():
    layer = LanguageModel(Vocabulary("abc"), 16, rng=0, forget_bias=3.0).layer
    assert (layer.params["b_f"] == 3).all()
    for name in ("b_i", "b_C", "b_o"):
        biases = layer.params[name]
        assert len(set(biases.tolist())) == 16 and np.abs(biases).max() <= 2 / 4
    peephole = LanguageModel(Vocabulary("abc"), 16, cell=PeepholeLSTM, rng=0).layer
    assert not peephole.params["p_f"].any()


def test_models_refuse_what_they_cannot_do():
    with pytest.raises(ValueError, match="choose 'classes' or 'numbers'"):
        Model(RNN(1, 1), 1, predicts="dreams")
    model = Model(RNN(1, 1), 2, predicts="numbers")
    with pytest.raises(ValueError, match="the model predicts"):
        model.step(Batch(np.zeros((2, 1, 1)), np.zeros((2, 1, 1))))


TEXT = tales(6000)


def language_trainer(seed=0, dtype=np.float32, **options):
    vocabulary = Vocabulary(TEXT)
    ids = vocabulary.encode(TEXT)
    model = LanguageModel(vocabulary, 8, rng=seed, dtype=dtype, **options)
    return Trainer(model, TextStream(ids, 20, 4), Adam(0.01), seed=seed)


def test_the_state_is_carried_and_begins_afresh_each_round():
    trainer = language_trainer()
    seen, step = [], trainer.model.step
    trainer.model.step = lambda b, s: (seen.append((b.fresh, s is None)), step(b, s))[1]
    trainer.run(2 * trainer.stream.round_length)
    assert all(fresh == empty for fresh, empty in seen)
    assert sum(fresh for fresh, _ in seen) == 2


def test_one_long_read_is_many_short_ones_with_carried_state():
    trainer = language_trainer(dtype=np.float64)
    batch = next(TextStream(trainer.model.vocabulary.encode(TEXT), 60, 2))
    whole, end = trainer.model.loss(batch)
    state, losses = None, []
    for t in range(0, 60, 20):
        part = Batch(batch.x[t : t + 20], batch.targets[t : t + 20])
        loss, state = trainer.model.loss(part, state)
        losses.append(loss)
    assert np.mean(losses) == pytest.approx(whole, abs=1e-12)
    for a, b in zip(state, end, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-12)


@pytest.mark.parametrize("options", [{}, {"layers": 2}, {"cell": GRU}, {"cell": RNN}])
def test_going_on_is_bit_for_bit(options):
    whole = language_trainer(**options)
    whole.run(60)
    first = language_trainer(**options)
    first.run(37)
    state = first.get_state()
    first.run(41)  # must not reach into what was handed out
    second = language_trainer(seed=9, **options)
    second.set_state(state)
    second.run(60)
    a, b = whole.get_state(), second.get_state()
    assert a["params"].tobytes() == b["params"].tobytes()
    for name in ("m", "v"):
        assert a["optimizer"][name].tobytes() == b["optimizer"][name].tobytes()
    assert a["stream"] == b["stream"]
    assert whole.history.to_csv() == second.history.to_csv()
    assert whole.history.seed == second.history.seed == 0


def test_seeds_decide_everything():
    runs = [language_trainer(seed) for seed in (0, 0, 1)]
    for run in runs:
        run.run(5)
    assert runs[0].history.loss == runs[1].history.loss != runs[2].history.loss


def test_training_learns_and_ends_early_when_told():
    trainer = language_trainer()
    before = trainer.model.evaluate(TEXT)
    trainer.run(150)
    assert trainer.model.evaluate(TEXT) < before - 1
    trainer.run(500, after_step=lambda t: t.steps == 160)
    assert trainer.steps == 160


def test_clipping_and_schedules_act():
    trainer = language_trainer()
    trainer.optimizer = SGD(1.0)
    trainer._full_rate, trainer.clip = 1.0, 0.001
    trainer.schedule = lambda step: 0.5**step
    moved = []
    for _ in range(3):
        before = trainer.model.flat_params.copy()
        trainer.step()
        moved.append(np.linalg.norm(trainer.model.flat_params - before))
    np.testing.assert_allclose(moved, [1e-3, 5e-4, 2.5e-4], rtol=1e-2)
    assert trainer.history.learning_rate == [1.0, 0.5, 0.25]
    assert min(trainer.history.gradient_norm) > 0.01  # before clipping
    trainer.clip, trainer.clip_value, trainer.schedule = None, 1e-9, None
    before = trainer.model.flat_params.astype(np.float64)
    trainer.optimizer.learning_rate = 1e5
    trainer.step()
    assert np.abs(trainer.model.flat_params - before).max() < 1.01e-4


def test_a_loss_that_is_no_number_stops_with_the_parameters_kept():
    trainer = language_trainer()
    trainer.model.params["W_f"][0, 0] = np.nan
    before = trainer.model.flat_params.copy()
    with pytest.raises(ValueError, match="at step 1 the loss is nan.*learning rate"):
        trainer.step()
    assert trainer.model.flat_params.tobytes() == before.tobytes()
    assert trainer.steps == 0 and trainer.optimizer.steps == 0


def test_a_state_of_another_size_is_refused():
    state = language_trainer().get_state()
    with pytest.raises(ValueError, match="same settings"):
        language_trainer(layers=2).set_state(state)


@pytest.fixture(scope="module")
def trained():
    trainer = language_trainer(dtype=np.float64)
    trainer.run(100)
    return trainer.model


def test_evaluate_is_the_mean_surprise(trained):
    text = TEXT[:900]  # one row
    assert trained.evaluate(text) == pytest.approx(trained.surprise(text).mean())
    assert trained.evaluate(text, seq_length=7) == pytest.approx(trained.evaluate(text))


def test_evaluate_counts_every_character_once(trained):
    text = TEXT[:3005]
    ids = trained.vocabulary.encode(text)
    bits, state = 0.0, None
    # Three rows of 1002, 1001 and 1001 pairs, each with a state of its own.
    starts, ends = (0, 1001, 2002), (1002, 2003, 3004)
    bits = 0.0
    seen = set()
    for begin, end in zip(starts, ends, strict=True):
        z, state = trained.forward(ids[begin:end, None])
        p = softmax(z[:, 0])
        for t in range(end - begin):
            if begin + t not in seen:
                seen.add(begin + t)
                bits -= math.log2(p[t, ids[begin + t + 1]])
    assert trained.evaluate(text, batch_size=3) == pytest.approx(bits / 3004)


def test_a_model_that_knows_nothing_needs_log2_of_its_symbols():
    model = LanguageModel(Vocabulary("abcdefgh"), 4, rng=0)
    model.flat_params[...] = 0
    assert model.evaluate("abcdefgh" * 300) == pytest.approx(3.0, abs=1e-6)


def test_evaluate_needs_two_characters(trained):
    with pytest.raises(ValueError, match="at least 2"):
        trained.evaluate("T")


def test_samples_follow_seed_prompt_and_temperature(trained):
    def write(**more):
        return trained.sample("The ", 80, **{"rng": 0, "temperature": 1.0} | more)

    assert write() == write() != write(rng=1)
    assert len(write()) == 80 and set(write()) <= set(trained.vocabulary.symbols)
    assert write(temperature=0) == write(temperature=0, rng=5)
    assert write(temperature=1e-9) == write(temperature=0)
    assert trained.sample("", 0) == "" and len(trained.sample("", 5, rng=0)) == 5


@pytest.mark.parametrize("temperature", [1.0, 0.5])
def test_samples_have_the_right_frequencies(trained, temperature):
    draws, rng = 2000, np.random.default_rng(0)
    written = "".join(
        trained.sample("The", 1, temperature=temperature, rng=rng) for _ in range(draws)
    )
    counts = np.bincount(trained.vocabulary.encode(written), minlength=66)
    z, _ = trained.forward(trained.vocabulary.encode("The")[:, None])
    p = softmax(z[-1, 0] / temperature)
    spread = np.sqrt(p * (1 - p) / draws)
    counts = counts[: len(p)]
    assert (np.abs(counts / draws - p) < 5 * spread + 1e-3).all()


def test_sampling_steps_equal_the_forward_pass(trained):
    written = trained.sample("Once", 40, temperature=0)
    ids = trained.vocabulary.encode("Once" + written)
    z, _ = trained.forward(ids[:-1, None])
    assert (z[3:, 0].argmax(axis=1) == ids[4:]).all()


def test_samples_refuse_nonsense(trained):
    with pytest.raises(ValueError, match="temperature is -1"):
        trained.sample(temperature=-1)
    with pytest.raises(ValueError, match="temperature is nan"):
        trained.sample(temperature=float("nan"))
    with pytest.raises(ValueError, match="'\u00e9' is not among"):
        trained.sample("\u00e9")
    with pytest.raises(ValueError, match="length is -1"):
        trained.sample(length=-1)
