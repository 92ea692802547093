"""The variational RNN: a true bound, its gradient, and what it learns to dream."""

import numpy as np
import pytest

from lstm_src import VariationalRNN
from lstm_src.generative import gaussian_kl
from lstm_src.gradcheck import directional_check
from lstm_src.tasks.coins import coin_tosses
from lstm_src.training import Adam
from tests.test_cells import mutants

T, B, D, K, H = 6, 4, 2, 3, 5


def make(D=D, K=K, H=H, seed=0):
    model = VariationalRNN(D, K, H, dtype=np.float64, rng=0)
    model.flat_params[:] = np.random.default_rng(seed).uniform(-0.8, 0.8, model.size)
    return model


def log_density(x, mean, log_var):
    return -0.5 * (np.log(2 * np.pi) + log_var + (x - mean) ** 2 / np.exp(log_var))


def test_every_gradient_with_the_noise_held_fixed():
    model, rng = make(), np.random.default_rng(1)
    x, noise = rng.standard_normal((T, B, D)), rng.standard_normal((T, B, K))

    def loss():
        return -model.elbo(x, noise=noise)

    loss()
    grads = {name: g.copy() for name, g in model.backward().items()}
    assert set(grads) == set(model.params)
    for name, gradient in grads.items():
        directional_check(loss, model.params[name], gradient, rng=rng)
        with pytest.raises(AssertionError, match="claims a slope"):
            directional_check(loss, model.params[name], gradient * 1.001)


@pytest.mark.parametrize("name", ["backward", "_linear_backward"])
def test_losing_any_operator_of_the_backward_pass_is_caught(name, monkeypatch):
    model, rng = make(), np.random.default_rng(1)
    x, noise = rng.standard_normal((T, B, D)), rng.standard_normal((T, B, K))

    def loss():
        return -model.elbo(x, noise=noise)

    loss()
    right = {k: g.copy() for k, g in model.backward().items()}
    count = 0
    for what, mutant in mutants(getattr(VariationalRNN, name)):
        count += 1
        monkeypatch.setattr(VariationalRNN, name, mutant)
        try:
            wrong = model.backward()
        except (TypeError, ValueError, AttributeError):
            continue
        same = all(np.allclose(wrong[k], right[k], rtol=1e-5, atol=0) for k in right)
        assert not same, f"nobody misses {what!r}"
    assert count > 0


def test_backward_adds_nothing_and_starts_afresh():
    model = make()
    model.elbo(np.ones((T, B, D)), rng=0)
    first = model.backward()
    again = model.backward()
    assert first is not again
    for name in first:
        np.testing.assert_array_equal(first[name], again[name])


def test_divergence_of_two_gaussians():
    mean, log_var, mean_p, log_var_p = 0.3, -0.7, -0.4, 0.5
    z = np.linspace(-20, 20, 200_001)
    q = log_density(z, mean, log_var)
    measured = np.trapezoid(np.exp(q) * (q - log_density(z, mean_p, log_var_p)), z)
    ours = gaussian_kl(*(np.array([v]) for v in (mean, log_var, mean_p, log_var_p)))
    np.testing.assert_allclose(ours, measured, atol=1e-9)
    assert gaussian_kl(*[np.array([0.3, 0.2]), np.array([1.0, -1.0])] * 2) == 0


@pytest.mark.parametrize("seed", range(4))
def test_what_the_bound_lacks_is_the_divergence_from_the_true_posterior(seed):
    model, x = make(1, 1, H, seed), np.full((1, 1, 1), 0.7)
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    bounds = [model.elbo(x, noise=np.full((1, 1, 1), e)) for e in nodes]
    bound = np.sum(weights * bounds) / np.sum(weights)  # the mean over all noise

    h = np.zeros((1, H))
    z = np.linspace(-40, 40, 40_001)
    prior = log_density(z, *(v[0, 0] for v in model._linear("p", h)))
    rows = np.broadcast_to(h, (len(z), H))
    _, decoder = model._decode(rows, z[:, None])
    joint = prior + log_density(0.7, *(v[:, 0] for v in decoder))
    evidence = np.log(np.trapezoid(np.exp(joint), z))
    guess = model._linear("q", np.concatenate([h, x[0]], axis=1))
    q = log_density(z, *(v[0, 0] for v in guess))
    lacking = np.trapezoid(np.exp(q) * (q - (joint - evidence)), z)
    assert lacking > 0
    np.testing.assert_allclose(evidence - bound, lacking, atol=1e-7)


@pytest.mark.parametrize("seed", [0, 1])
def test_the_bound_rises_above_what_any_single_gaussian_reaches(seed):
    model, rng = VariationalRNN(1, 2, 8, rng=seed), np.random.default_rng(seed)
    optimizer, unseen = Adam(0.02), coin_tosses(4, 500, rng=99)
    before = model.elbo(unseen, rng=0)
    for _ in range(400):
        model.elbo(coin_tosses(4, 32, rng=rng), rng=rng)
        model.backward()
        optimizer.step(model.flat_params, model.flat_grads)
    after = model.elbo(unseen, rng=0)
    one_gaussian = -0.5 * np.log(2 * np.pi * np.e * 1.01)  # variance 1 + 0.1²
    two_sides = -np.log(2) - 0.5 * np.log(2 * np.pi * np.e * 0.01)  # what is true
    assert before < one_gaussian < one_gaussian + 0.5 < after < two_sides
    assert model.terms["kl"] > 0.5  # z is used: a toss is worth 0.69 nats

    dream = model.sample(4, 200, rng=0)
    assert np.mean(np.abs(np.abs(dream) - 1) < 0.4) > 0.6
    assert 0.25 < np.mean(dream > 0) < 0.75


def test_a_coin_lies_on_two_sides():
    x = coin_tosses(50, 40, rng=0)
    assert x.shape == (50, 40, 1) and np.abs(np.abs(x) - 1).max() < 0.5
    assert abs(np.mean(x > 0) - 0.5) < 0.05


def test_seeds_decide_everything():
    one, same, other = (VariationalRNN(1, 2, 3, rng=seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(one.flat_params, same.flat_params)
    assert not np.array_equal(one.flat_params, other.flat_params)
    x = coin_tosses(3, 2, rng=0)
    assert one.elbo(x, rng=5) == same.elbo(x, rng=5) != one.elbo(x, rng=6)
    dreams = [one.sample(3, 2, rng=seed) for seed in (7, 7, 8)]
    np.testing.assert_array_equal(dreams[0], dreams[1])
    assert not np.array_equal(dreams[0], dreams[2])
    assert dreams[0].dtype == one.flat_params.dtype == np.float32


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: VariationalRNN(0, 1, 1), "input_size is 0"),
        (lambda: VariationalRNN(1, 1.5, 1), "latent_size is 1.5"),
        (lambda: VariationalRNN(1, 1, 1, dtype=int), "choose np.float32"),
        (lambda: make().elbo(np.zeros((3, 2))), r"x has shape \(3, 2\)"),
        (lambda: make().elbo(np.zeros((0, 2, D))), "not empty"),
        (
            lambda: make().elbo(np.zeros((3, 2, D)), noise=np.zeros((3, 2))),
            r"give \(3, 2, 3\)",
        ),
        (lambda: make().backward(), "call elbo"),
        (lambda: make().sample(0), "T is 0"),
    ],
)
def test_bad_input_gets_one_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence) as caught:
        call()
    assert "\n" not in str(caught.value)
