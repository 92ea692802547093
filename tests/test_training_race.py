"""The page's training and the package's: the same numbers, step by step."""

import json
from xml.etree import ElementTree

import numpy as np
import pytest
import traitlets

from lstm_src.explorables.esm import join_modules
from lstm_src.explorables.still import run_module
from lstm_src.explorables.training_race import LiveTraining
from lstm_src.tasks import RecallFirst
from lstm_src.tasks.mulberry import ODD, Mulberry
from lstm_src.training import Adam, Model, Trainer
from lstm_src.training.race import NETWORKS, TASKS, Race

MODULES = ("cells.js", "unroll.js", "train.js", "train_json.js")
TEXT = "{http://www.w3.org/2000/svg}text"
SIZES = {"RNN": 1, "LSTM": 4, "GRU": 3, "peephole": 4, "coupled": 3}  # gates


@pytest.fixture(scope="module")
def page():
    return run_module(join_modules(*MODULES))


# ---- the generator


def mulberry_by_the_book(seed, count):
    """Each number on its own, in whole numbers of any size."""
    for n in range(1, count + 1):
        a = (seed + n * ODD) % 2**32
        t = (a ^ (a >> 15)) * (a | 1) % 2**32
        t ^= (t + (t ^ (t >> 7)) * (t | 61)) % 2**32
        yield t ^ (t >> 14)


@pytest.mark.parametrize("seed", [0, 1, 7, 2**31, 2**32 - 1])
def test_python_and_page_draw_the_same_numbers(page, seed):
    drawn = Mulberry(seed).bit_generator.draw(500).tolist()
    assert drawn == list(mulberry_by_the_book(seed, 500))
    script = "(() => { const d = explorable_.mulberry(%d); return JSON.stringify("
    script += "Array.from({ length: 500 }, d)); })()"
    assert drawn == json.loads(page.eval(script % seed))


def test_mulberry_is_a_generator_that_can_go_on():
    rng = Mulberry(3)
    assert np.random.default_rng(rng) is rng
    rng.random(10)
    state = rng.bit_generator.state
    ahead = rng.random((2, 3)).tolist()
    rng.bit_generator.state = state
    assert rng.random(6).reshape(2, 3).tolist() == ahead
    drawn = Mulberry(4).integers(2, 5, size=2000, endpoint=True)
    assert set(drawn.tolist()) == {2, 3, 4, 5}
    assert abs(Mulberry(5).uniform(-1, 3, 4000).mean() - 1) < 0.1
    fractions = Mulberry(6).random(100, dtype=np.float32)
    assert fractions.dtype == np.float32 and np.all(fractions * 2**24 % 1 == 0)
    children = [Mulberry(1).child(n).random() for n in range(6)]
    assert len(set(children)) == 6


@pytest.mark.parametrize("bad", [-1, 2**32, 1.5, True, "a", None])
def test_mulberry_refuses_what_is_no_seed(bad):
    with pytest.raises(ValueError, match="give a whole number from 0 to 4294967295"):
        Mulberry(bad)


def test_mulberry_refuses_what_the_page_could_not_repeat():
    with pytest.raises(ValueError, match=r"Mulberry has no standard_normal\(\)"):
        Mulberry(1).standard_normal(3)


# ---- the fast cells and the readable ones


def make_case(cell, symbols, H=5, D=3, T=6, B=3):
    rng = np.random.default_rng(len(cell) + symbols)
    N = SIZES[cell] * H
    size = (H + D + 1) * N + (3 * H if cell == "peephole" else 0)
    numbers = rng.normal(size=(T * B, D))
    return {
        "cell": cell,
        **dict(D=D, H=H, T=T, B=B),
        "x": (rng.integers(D, size=T * B) if symbols else numbers).tolist(),
        "theta": rng.normal(size=size).tolist(),
        "dy": rng.normal(size=T * B * H).tolist(),
    }


def difference(page, case):
    both = json.loads(page.eval("explorable_.bothWays")(json.dumps(case)))
    pairs = [(both["fast"][key], both["readable"][key]) for key in ("h", "grads")]
    assert all(np.abs(fast).max() > 1e-4 for fast, _ in pairs)
    return max(np.abs(np.subtract(*pair)).max() for pair in pairs)


@pytest.mark.parametrize("symbols", [True, False])
@pytest.mark.parametrize("cell", NETWORKS)
def test_fast_cells_equal_the_readable_ones(page, cell, symbols):
    assert difference(page, make_case(cell, symbols)) < 1e-12
    odd = make_case(cell, symbols, H=1, D=2, T=1, B=1)
    assert difference(page, odd | {"theta": [v / 2 for v in odd["theta"]]}) < 1e-12


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("* f * (1 - f), da_i", "* f * f, da_i"),
        ("(1 - tanh_C * tanh_C)", "(1 - tanh_C)"),
        ("+ da_i * theta[p_i + k]", ""),
        ("dh[n] += part[n] * r", "dh[n] += part[n]"),
        ("* (1 - h[n + BH] * h[n + BH])", ""),
        ("const alone = m + 1 === M", "const alone = true"),
        ("part[n & 63]", "part[n & 31]"),
    ],
)
def test_a_wrong_term_is_caught(right, wrong):
    source = join_modules(*MODULES)
    assert source.count(right) == 1
    broken = run_module(source.replace(right, wrong))
    errors = [difference(broken, make_case(cell, False)) for cell in NETWORKS]
    assert max(errors) > 1e-3


def test_quick_curves_are_those_of_the_readable_cells(page):
    """The whole way from one end to the other, and what lies at and beyond the ends."""
    z = np.concatenate([np.linspace(-40, 40, 20_001), [-1e9, -701, 0, 701, 1e9]])
    script = """((z) => { const quick = makeCurves(); return JSON.stringify(z.map(
      (v) => [quick.sigmoid(v), sigmoid(v), quick.tanh(v), Math.tanh(v)])); })(%s)"""
    found = np.array(json.loads(page.eval(script % json.dumps(z.tolist())))).T
    assert np.abs(found[0] - found[1]).max() < 5e-16
    assert np.abs(found[2] - found[3]).max() < 1e-15
    quick, readable = found[:2, np.abs(z) < 700]
    assert np.abs(quick / readable - 1).max() < 2e-15  # small gates keep their digits
    assert page.eval("Number.isNaN(makeCurves().sigmoid(NaN))")


# ---- whole runs


def run_in_page(page, task, steps, **settings):
    wanted = {"task": list(TASKS).index(task), "steps": steps} | settings
    return json.loads(page.eval("explorable_.runRace")(json.dumps(wanted)))


SMALL = dict(gap=3, hidden=4, rate=1e-2, bias=0.5, clip=0.7, seed=6, batchSize=3)


@pytest.mark.parametrize("task", TASKS)
def test_a_hundred_steps_equal_those_of_the_package(page, task):
    seen = run_in_page(page, task, 100, **SMALL)
    race = Race(
        task,
        gap=3,
        hidden_size=4,
        learning_rate=1e-2,
        forget_bias=0.5,
        clip=0.7,
        seed=6,
        batch_size=3,
    ).run(100)
    for name, trainer in race.trainers.items():
        run, history = seen["networks"][name], trainer.history
        np.testing.assert_allclose(run["loss"], history.loss, rtol=0, atol=1e-9)
        np.testing.assert_allclose(
            run["gradient_norm"], history.gradient_norm, rtol=1e-9, atol=1e-9
        )
        assert run["accuracy"] == race.accuracy[name]
        assert run["size"] == trainer.model.size
        assert abs(run["loss"][0] - run["loss"][-1]) > 0.01  # it has moved
    read, f = race.forget_gates()
    assert seen["forget"]["read"] == read.tolist()
    np.testing.assert_allclose(seen["forget"]["f"], f.ravel(), rtol=0, atol=1e-9)


def test_another_seed_is_another_run(page):
    one, other = (
        run_in_page(page, "copy", 1, **SMALL | {"seed": seed}) for seed in (6, 7)
    )
    for name in NETWORKS:
        assert one["networks"][name]["loss"] != other["networks"][name]["loss"]


def test_networks_read_the_same_batches_from_different_weights():
    race = Race("copy", gap=4, hidden_size=4, seed=2)
    streams = [trainer.stream for trainer in race.trainers.values()]
    batches = [next(stream).x.tolist() for stream in streams]
    assert all(batch == batches[0] for batch in batches)
    firsts = {t.model.flat_params[0] for t in race.trainers.values()}
    assert len(firsts) == 5


def test_the_page_s_baselines_are_the_tasks_own(page):
    for number, make in enumerate(TASKS.values()):
        for gap in (2, 9, 40):
            wanted = make(gap)
            got = json.loads(page.eval(f"JSON.stringify(makeTask({number}, {gap}))"))
            assert got["baseline"] == pytest.approx(wanted.baseline, rel=1e-12)
            assert (got["D"], got["K"]) == (wanted.input_size, wanted.output_size)


def test_the_worker_s_text_holds_all_it_needs(page):
    """Its functions, in a world that has nothing else, train and tell."""
    delivered = run_module(LiveTraining._esm)
    text = json.loads(delivered.eval("JSON.stringify(workerText())"))
    ask = json.dumps({"data": {"run": 5, "steps": 3, "begin": SMALL | {"task": 1}}})
    world = run_module(
        "const told = []; globalThis.performance = { now: () => 0 };"
        "globalThis.self = { postMessage: (data) => told.push(data) };"
        f"{text}\nself.onmessage({ask}); export default told;"
    )
    (told,) = json.loads(world.eval("JSON.stringify(told)"))
    expected = run_in_page(page, "adding", 3, **SMALL)
    assert told["run"] == 5 and told["forget"] == expected["forget"]
    for name, run in told["told"].items():
        assert run == {key: expected["networks"][name][key] for key in run}


# ---- the Python half


def test_tasks_by_name_or_number():
    assert LiveTraining(task="recall").task == 0
    assert LiveTraining(task=3).task == 3
    with pytest.raises(traitlets.TraitError, match="task is a whole number from 0 to"):
        LiveTraining(task="walk")
    with pytest.raises(ValueError, match="there is no task 'walk'; choose recall, "):
        Race("walk")


def test_the_figure_shows_a_race_that_was_run():
    view = LiveTraining(length=60, hidden_size=4, gap=3)
    figure = view.static_svg()
    drawn = ["".join(t.itertext()) for t in ElementTree.fromstring(figure).iter(TEXT)]
    for name in NETWORKS:
        assert drawn.count(name) == 3  # one label in each panel
    assert LiveTraining(length=60, hidden_size=4, gap=3, seed=2).static_svg() != figure
    assert LiveTraining(length=60, hidden_size=4, gap=3).static_svg() == figure


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("name", NETWORKS)
def test_parameters_are_counted_as_they_are(task, name):
    view = LiveTraining(task=task, hidden_size=5, gap=6)
    context = run_module(view._esm)
    setting = json.dumps(view.numbers())
    counted = context.eval(f"parametersOf({json.dumps(name)}, {setting})")
    assert counted == view.race(0).trainers[name].model.size


def make_trainer():
    task = RecallFirst(gap=2)
    layer = NETWORKS["LSTM"](task.input_size, 4, rng=0)
    model = Model(layer, task.output_size, rng=0)
    return Trainer(model, task.stream(4, rng=0), Adam(1e-2), seed=0)


def test_a_loop_in_python_drives_the_view():
    trainer = make_trainer()
    view = LiveTraining.watch({"mine": trainer.history}, length=60)
    told = []
    view.observe(lambda change: told.append(change.new["runs"]["mine"]), "_watched")
    trainer.run(60)
    assert told[-1] == {
        "loss": trainer.history.loss,
        "gradient_norm": trainer.history.gradient_norm,
    }
    assert len(told) < 60  # several times a second, not at every step
    drawn = ElementTree.fromstring(view.static_svg())
    texts = ["".join(node.itertext()) for node in drawn.iter(TEXT)]
    assert texts.count("mine") == 2 and "LSTM" not in " ".join(texts)


def test_watching_does_not_change_the_training():
    alone, watched = make_trainer(), make_trainer()
    LiveTraining.watch(watched.history)
    assert alone.run(20).loss == watched.run(20).loss


def test_watch_refuses_with_one_sentence():
    with pytest.raises(ValueError, match="watch needs a History, .* came"):
        LiveTraining.watch([1.0, 0.5])
