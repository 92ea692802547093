"""Put a difference between a result and the expected one into words."""

import numpy as np

from exercises import advice
from exercises.calls import close, same

SIZES = {"t": "T", "b": "B", "k": "H", "d": "D", "g": "4H", "j": "H+D", "m": "H"}
SIZES |= {"q": "T_query", "s": "T_key", "v": "V"}
WIDTH, MARGIN = 72, 11  # of the lines that say what was passed
GATES = {
    "f": "forget gate f",
    "i": "input gate i",
    "C": "candidate C_tilde",
    "o": "output gate o",
}


def difference(spec, cases, outcomes, references):
    """The first difference, by shape, then dtype, NaN, value, then changed input.

    Returns:
        Its stage ("right" where there is none), a text, and the case that shows it.
    """
    runs = list(zip(cases, outcomes, references, strict=True))
    for stage, look in (("shape", _shape), ("dtype", _dtype), ("value", _nan)):
        for case, outcome, reference in runs:
            for name, value in outcome.values.items():
                text = look(spec, case, name, value, reference.values[name])
                if text:
                    return stage, text, case
    for case, outcome, reference in runs:
        for name, value in outcome.values.items():
            if not same(value, reference.values[name]):
                text = _value(spec, case, name, value, reference.values[name])
                return "value", "\n".join([text, *_pattern(runs)]), case
    for case, outcome, _ in runs:
        if outcome.changed:
            return (
                "input changed",
                f"The values are right, but {changes(outcomes)}",
                case,
            )
    return "right", "", cases[0]


def changes(outcomes):
    """A clause that says which arguments were written into."""
    names = sorted({name for outcome in outcomes for name in outcome.changed})
    if len(names) > 3:
        names[2:] = [f"{len(names) - 2} more"]
    *first, last = names
    which = f"{', '.join(first)} and {last} differ" if first else f"{last} differs"
    return (
        f"it writes into its input: {which} after the call. An assignment such as "
        "`a += b` or `a[...] = b` changes the caller's array, and `pop` the caller's "
        "dict; `a = a + b` makes a new array."
    )


def called(spec, case):
    """The call as one would type it, what it tries, and the shapes that were passed."""
    lines = ["  with     "]
    for name, value in case.arguments.items():
        item = f"{name} {_briefly(value)},"
        if len(lines[-1]) + len(item) > WIDTH and len(lines[-1]) > MARGIN:
            lines.append(" " * MARGIN)
        lines[-1] += f" {item}"
    call = f"{spec.function}({', '.join(case.arguments)})"
    return "\n".join([f"  called    {call}  # {case.label}", *lines])[:-1] + "\n"


def _briefly(value):
    if isinstance(value, dict):
        # One entry of each shape is enough: W_f (4, 7), b_f (4,).
        shapes = {}
        for key, entry in value.items():
            shapes.setdefault(getattr(entry, "shape", None), key)
        shown = [f"{key} {shape}" for shape, key in shapes.items() if shape]
        return f"a dict with {' and '.join(shown)}" if shown else "a dict"
    if np.ndim(value) == 0:
        return f"{value!r}" if isinstance(value, str) else f"{value:g}"
    return f"{value.shape}"


def _shape(spec, case, name, value, expected):
    if value.shape == expected.shape:
        return ""
    letters = _index(spec, name)
    sizes = ", ".join(SIZES[letter] for letter in letters)
    sizes += "," * (len(letters) == 1)
    meaning = f"({sizes})" if sizes else "one number"
    text = (
        f"The shape of {_the(name)} differs.\n"
        f"{called(spec, case)}"
        f"  returned  shape {value.shape}\n"
        f"  expected  shape {expected.shape}, which is {meaning}"
    )
    advised = advice.on_shape(name, letters, value.shape, expected.shape)
    return f"{text}\n{advised}" if advised else text


def _dtype(spec, case, name, value, expected):
    if value.dtype.kind == "f" and value.dtype.itemsize >= 4:
        return ""
    if value.dtype.kind in "biu" and expected.dtype.kind in "biu":
        return ""  # a truth value, or a number of things
    causes = {
        "f": "float16 keeps three digits, too few to compare.",
        "c": "Nothing in this exercise is complex.",
        "b": "A comparison gives True and False, and no numbers.",
    }
    cause = causes.get(
        value.dtype.kind,
        "An array of whole numbers cuts off every fraction that is written into it.",
    )
    text = f"The dtype of {_the(name)} is {value.dtype}; expected float64 or float32."
    return f"{text} {cause}"


def _nan(spec, case, name, value, expected):
    bad = ~np.isfinite(value)
    if not bad.any():
        return ""
    index = tuple(np.argwhere(bad)[0])
    return (
        f"The result is not finite: {_element(spec, name, index)} is {value[index]}.\n"
        f"{called(spec, case)}"
        "It comes from 0/0, from an exponential or a power that overflows, from the "
        "logarithm of 0, or from an array made by np.empty and not filled."
    )


def _value(spec, case, name, value, expected):
    wrong = ~close(value, expected)
    index = tuple(np.argwhere(wrong)[0])
    element = _element(spec, name, index)
    said = (
        f"The shapes are right, the values are not: {wrong.sum()} of {wrong.size} "
        f"numbers of {_the(name)} differ. The first:"
        if index
        else f"{_the(name).capitalize() if name == 'result' else name} is not right:"
    )
    text = (
        f"{said}\n{called(spec, case)}"
        f"  returned  {element} = {_number(value[index])}\n"
        f"  expected  {element} = {_number(expected[index])}"
    )
    if expected.dtype.kind == "b" and value.dtype.kind != "b":
        text += "\nTrue or False is asked: is a comparison missing?"
    elif not value.any() and expected.any() and index:
        text += f"\nAll of {name} is 0: is it ever written into?"
    elif expected.dtype.kind in "iu" and value[index] % 1:
        text += "\nA whole number is asked."
    return text


def _number(value):
    return f"{value:.6f}" if value.dtype.kind == "f" else str(value)


def _element(spec, name, index):
    if not index:
        return _the(name)
    places = (f"{k}={n}" for k, n in zip(_index(spec, name), index, strict=True))
    return f"{name}[{', '.join(places)}]"


def _index(spec, name):
    """The index letters of a result: `grads['W_f']` stands in a nested mapping."""
    outer, _, key = name.rstrip("]").partition("[")
    form = spec.returns[outer]
    return (form if isinstance(form, str) else form[key.strip("'")]).split()


def _pattern(runs):
    """Which results are off in which case: often enough to find a mistake by."""
    off = {
        case.label: [
            name for name in out.values if not same(out.values[name], ref.values[name])
        ]
        for case, out, ref in runs
    }
    lines = []
    total = len(runs[0][1].values)
    listed = {_listed(names, total) for names in off.values()}
    if total > 1 and len(listed) == 1:
        lines.append(f"  in each of the {len(off)} calls  off: {listed.pop()}")
    elif total > 1:
        width = max(len(label) for label in off)
        lines += [
            f"  {label:{width}}  off: {_listed(names, total)}"
            for label, names in off.items()
        ]
    gate = _lone_gate(runs) or _lone_block(next(filter(None, off.values())))
    if gate:
        lines.append(f"It points at one gate: the {GATES[gate]}.")
    labels = list(off)
    if not off[labels[0]] and any(off.values()) and labels[0] == "T = 1":
        lines.append(
            "One step is right and several are not: look at what one step hands to "
            "another, and at what is summed or kept over the steps."
        )
    return lines


def _lone_gate(runs):
    """The gate whose own case is the first to fail, unless all gates' cases fail."""
    gates = [
        (case.gate, all(same(out.values[n], ref.values[n]) for n in ref.values))
        for case, out, ref in runs
        if case.gate
    ]
    failing = [gate for gate, right in gates if not right]
    return failing[0] if 0 < len(failing) < len(gates) else None


def _lone_block(names):
    """The gate whose gradients alone are off: W and b of one gate, and maybe dx."""
    gates = {name.strip("']")[-1] for name in names if name.startswith("grads[")}
    return gates.pop() if len(gates) == 1 else None


def _listed(names, total):
    if len(names) == total:
        return "everything"
    grads = [name for name in names if name.startswith("grads[")]
    if len(grads) == 8:
        names = [name for name in names if name not in grads] + ["all of grads"]
    return ", ".join(names) if names else "nothing"


def _the(name):
    return "the result" if name == "result" else name
