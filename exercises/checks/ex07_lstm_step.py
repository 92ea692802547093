"""Check of exercise 7: one step of the cell."""

import numpy as np

from exercises.checks.inputs import lstm_params, one_gate_at_work, states
from exercises.spec import Case, Mistake

function = "lstm_step"
returns = {"h": "b k", "C": "b k"}


def cases():
    """Different B, D and H; then one gate at work while the others hold still."""
    rng = np.random.default_rng(7)
    for B, D, H in ((2, 3, 4), (3, 4, 2), (4, 2, 3)):
        params = lstm_params(rng, D, H)
        yield Case(f"B = {B}, D = {D}, H = {H}", **arguments(rng, B, D, H, params))
    for gate in "foCi":
        params = one_gate_at_work(rng, 3, 4, gate)
        label = f"only {gate} reads" if gate != "i" else "only i and C read"
        yield Case(label, gate, **arguments(rng, 2, 3, 4, params))


def arguments(rng, B, D, H, params):
    """The arguments of `lstm_step`, in order."""
    return {
        "x": rng.normal(size=(B, D)),
        "h_prev": np.tanh(states(rng, B, H)),
        "C_prev": states(rng, B, H),
        "params": params,
    }


READ = "hx = np.concatenate([h_prev, x], axis=1)"
F = 'f = sigmoid(hx @ params["W_f"].T + params["b_f"])'
I = 'i = sigmoid(hx @ params["W_i"].T + params["b_i"])'
OFFER = 'C_tilde = np.tanh(hx @ params["W_C"].T + params["b_C"])'
O = 'o = sigmoid(hx @ params["W_o"].T + params["b_o"])'
UPDATE = "C = f * C_prev + i * C_tilde"
SHOW = "h = o * np.tanh(C)"


def in_every_gate(right, wrong):
    """The same replacement in the lines of all four gates."""
    return tuple((line, line.replace(right, wrong)) for line in (F, I, OFFER, O))


mistakes = [
    Mistake(
        "f and i are swapped",
        "Both are fractions of one shape. Training adapts to a swap, so it stays "
        "unseen until weights are loaded from elsewhere.",
        "the gate of each term of C, and the names in the lines of f and i.",
        ((UPDATE, "C = i * C_prev + f * C_tilde"),),
    ),
    Mistake(
        "i and o are swapped",
        "Both are fractions of one shape. i lets fall, o lets show.",
        "the names in the lines of i and o, and their places in C and h.",
        ((UPDATE, "C = f * C_prev + o * C_tilde"), (SHOW, "h = i * np.tanh(C)")),
    ),
    Mistake(
        "f and o are swapped",
        "Both are fractions of one shape. f scales the belt, o lets show.",
        "the names in the lines of f and o, and their places in C and h.",
        ((UPDATE, "C = o * C_prev + i * C_tilde"), (SHOW, "h = f * np.tanh(C)")),
    ),
    Mistake(
        "x stands before h",
        "Both orders have length H + D, so the shapes fit and every weight meets the "
        "wrong number.",
        "the list that is joined: [h, x], h first.",
        ((READ, "hx = np.concatenate([x, h_prev], axis=1)"),),
    ),
    Mistake(
        "the biases are missing",
        "A bias is the lean before anything is read; b_f decides how long a new LSTM "
        "remembers.",
        "the four sums.",
        tuple((f'"].T + params["b_{gate}"])', '"].T)') for gate in "fiCo"),
    ),
    Mistake(
        "b_o stands in every gate",
        "One line was copied three times and its bias not renamed.",
        "the names of the biases, line by line.",
        tuple((f'params["b_{gate}"]', 'params["b_o"]') for gate in "fiC"),
    ),
    Mistake(
        "the candidate takes a sigmoid",
        "One line was copied four times. With a sigmoid everything that falls is "
        "positive, and the belt could never be lowered by writing.",
        "the function around the candidate's sum.",
        ((OFFER, OFFER.replace("np.tanh", "sigmoid")),),
    ),
    Mistake(
        "the gates take a tanh",
        "A gate below zero would turn what passes upside down. A fraction takes the "
        "sigmoid.",
        "the functions around the sums of f, i and o.",
        tuple((line, line.replace("sigmoid", "np.tanh")) for line in (F, I, O)),
    ),
    Mistake(
        "sigmoid and tanh are swapped",
        "Gates are fractions and take the sigmoid; the candidate is content with a "
        "sign and takes tanh.",
        "the function around each sum.",
        (
            *((line, line.replace("sigmoid", "np.tanh")) for line in (F, I, O)),
            (OFFER, OFFER.replace("np.tanh", "sigmoid")),
        ),
    ),
    Mistake(
        "tanh is missing: h shows the belt unsquashed",
        "The gradient check passes and training runs, so it goes unseen; but C may "
        "grow beyond 1, and then h does too.",
        "the line of h.",
        ((SHOW, "h = o * C"),),
    ),
    Mistake(
        "h shows the old belt",
        "C_prev stands where C belongs: what is written now would be seen one step "
        "late.",
        "the line of h, and whether it comes after the update.",
        ((SHOW, "h = o * np.tanh(C_prev)"),),
    ),
    Mistake(
        "i is added to C_tilde, not multiplied",
        "A gate lets a fraction through, and a fraction multiplies. Added, a closed "
        "gate still writes.",
        "the update of C.",
        ((UPDATE, "C = f * C_prev + i + C_tilde"),),
    ),
    Mistake(
        "f also scales what is added",
        "The parcel falls after the forget gate of its own step, so this gate does not "
        "touch it.",
        "the brackets in the update of C.",
        ((UPDATE, "C = f * (C_prev + i * C_tilde)"),),
    ),
    Mistake(
        "1 - f is kept",
        "The gate is named for what it removes, and its number counts what stays.",
        "the update of C.",
        ((UPDATE, "C = (1 - f) * C_prev + i * C_tilde"),),
    ),
    Mistake(
        "the new C is squashed by tanh on the belt",
        "tanh belongs to what is shown. Squashed at every step, the belt could not "
        "carry anything unchanged.",
        "the update of C: tanh stands in the line of h only.",
        (
            (UPDATE, "C = np.tanh(f * C_prev + i * C_tilde)"),
            (SHOW, "h = o * C"),
        ),
    ),
    Mistake(
        "the weights are reshaped, not transposed",
        "reshape keeps the numbers in their order and cuts it elsewhere, so the shape "
        "is right and rows get mixed. `.T` swaps the axes.",
        "how W of shape (H, H+D) becomes (H+D, H).",
        in_every_gate('"].T', '"].reshape(hx.shape[1], -1)'),
    ),
    Mistake(
        "C_prev is changed in place",
        "`C_prev *= f` writes into the caller's array. The backward pass still needs "
        "the old state, and finds the new one there.",
        "the operators with `=` in them; `C = f * C_prev + ...` makes a new array.",
        ((UPDATE, "C_prev *= f; C_prev += i * C_tilde; C = C_prev"),),
    ),
    Mistake(
        "C and h are returned in the wrong order",
        "Both have one shape, so whoever unpacks them does not notice.",
        "the return: h first, then C.",
        (("return h, C", "return C, h"),),
    ),
]
