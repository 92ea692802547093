"""The Python half of the explorables: traits, joined modules, static figures."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import ipywidgets
import pytest
import traitlets
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_src import explorables, palette
from lstm_src.explorables import CellUpdate, ForgetGate, InputGate, OutputGate
from lstm_src.explorables.base import first_explorable
from lstm_src.explorables.esm import load_css, load_esm
from lstm_src.explorables.still import run_module
from lstm_src.numerics import sigmoid
from tests.browser.mounting import ranges

FOLDER = Path(explorables.__file__).parent
VIEWS = [
    getattr(explorables, name) for name in explorables.__all__ if name != "Explorable"
]
SVG = "{http://www.w3.org/2000/svg}"
FIGURE = "image/svg+xml"
LIVE = "application/vnd.jupyter.widget-view+json"
every_view = pytest.mark.parametrize("cls", VIEWS, ids=lambda cls: cls.slug)


@every_view
def test_module_and_class_speak_of_the_same_traits(cls):
    spec = run_module(cls()._esm)
    assert spec.eval("explorable_.spec.slug") == cls.slug
    names = spec.eval("explorable_.spec.traits.join()").split(",")
    assert sorted(names) == sorted(cls().numbers())
    assert (FOLDER / f"{cls.slug.replace('-', '_')}.js").exists()
    for text in ("label", "shows", "tries"):
        assert len(spec.eval(f"explorable_.spec.{text}")) > 40


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.js")), ids=lambda p: p.name)
def test_modules_neither_parse_markup_nor_measure_text_nor_use_ids(path):
    source = path.read_text(encoding="utf-8")
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacent|DOMParser|document\.write|\beval\b"
        r"|getBBox|getComputedTextLength|measureText|[\s,{\"]id:|\.id\b|https?://(?!www)"
    )
    assert not re.findall(forbidden, source)


def test_joined_modules_share_one_scope():
    """A name declared twice would be a syntax error where the joined module runs."""
    declared = {}
    for path in FOLDER.glob("*.js"):
        if path.name in ("cells.js", "svg.js", "kit.js"):
            text = path.read_text(encoding="utf-8")
            for name in re.findall(
                r"^(?:export )?(?:const|let|class) (\w+)", text, re.M
            ):
                assert name not in declared, f"{name}: {path.name}, {declared[name]}"
                declared[name] = path.name
    assert {"sigmoid", "parcel", "explorable"} <= set(declared)


def test_load_esm_refuses_what_would_not_run():
    with pytest.raises(ValueError, match="kit.js imports svg.js, which is not joined"):
        load_esm("cells.js", "kit.js", "forget_gate.js")
    with pytest.raises(ValueError, match="needs exactly one"):
        load_esm("cells.js", "svg.js")
    with pytest.raises(ValueError, match="must have no"):
        load_esm("cells.js", "svg.js", "kit.js", "forget_gate.js", "forget_gate.js")
    joined = load_esm("cells.js", "svg.js", "kit.js", "forget_gate.js")
    assert "import" not in joined and joined.count("export") == 1


def test_style_sheet_repeats_the_palette():
    light, dark = load_css().split("@media screen", 1)
    found = dict(re.findall(r"--([\w-]+): (#[0-9A-F]{6})\b", light))
    assert found == {role: palette.FILL[role] for role in palette.ROLES} | {
        f"{role}-ink": palette.INK_LIGHT[role] for role in palette.ROLES
    }
    dark = re.findall(r"--(\w+)-ink: (#[0-9A-F]{6})", dark)
    assert dict(dark) == palette.INK_DARK


def test_class_names_are_none_of_the_theme_s():
    """The theme lays out `.math` as a flex box, for one: our spaces would be lost."""
    theme = importlib.util.find_spec("pydata_sphinx_theme").submodule_search_locations
    (sheet,) = Path(theme[0]).rglob("pydata-sphinx-theme.css")
    styled = set(re.findall(r"(?<=[},])\w*\.([\w-]+)(?=[,{])", sheet.read_text()))
    assert {"math", "mark"} <= styled
    modules = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.js"))
    quoted = re.findall(r"class: \"([\w -]+)\"", modules)
    ours = set(re.findall(r"\.([a-z][\w-]*)", load_css())) | set(
        " ".join(quoted).split()
    )
    assert {"ledger", "parcel"} <= ours
    assert ours & styled <= {"mark"}  # background and padding: an SVG line has neither


def luminance(colour):
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts
    ]
    return sum(a * b for a, b in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("role", palette.ROLES)
def test_ink_reads_on_page_and_surface(role):
    for ink, grounds in (
        (palette.INK_LIGHT, ("#ffffff", "#f3f4f5")),
        (palette.INK_DARK, ("#14181e", "#29313d")),
    ):
        for ground in grounds:
            low, high = sorted((luminance(ink[role]), luminance(ground)))
            assert (high + 0.05) / (low + 0.05) >= 5.1


@every_view
def test_traits_refuse_what_is_not_in_their_range(cls):
    for name, (low, high) in ranges(cls()).items():
        for bad in (high + 0.5, low - 0.5, float("nan"), "a", None, True):
            with pytest.raises(traitlets.TraitError, match=f"{name} is a .*choose one"):
                cls(**{name: bad})
        view = cls(**{name: high})
        with pytest.raises(traitlets.TraitError):
            setattr(view, name, high + 1)
        assert getattr(view, name) == high
    with pytest.raises(TypeError, match="has no setting 'weight'; it has"):
        cls(weight=1)


@settings(deadline=None, max_examples=40)
@given(st.floats(-6, 6), st.floats(0, 1))
def test_two_dials_of_one_thing(z, f):
    view = ForgetGate(z=z)
    assert view.z == z and view.f == pytest.approx(sigmoid(z), abs=1e-12)
    view.f = f
    assert view.f == f
    if 0.003 < f < 0.997:
        assert sigmoid(view.z) == pytest.approx(f, abs=1e-9)
    else:
        assert abs(view.z) == pytest.approx(6, abs=0.2)
    if z != view.z:
        view.z = z
        assert view.z == z and view.f == pytest.approx(sigmoid(z), abs=1e-9)


def test_dials_at_construction():
    view = InputGate(z_i=0.0, C_tilde=-1.0)
    assert (view.i, view.z_C) == (0.5, -6.0)
    with pytest.raises(TypeError, match="two dials of one thing"):
        ForgetGate(f=0.5, z=0.0)
    with pytest.raises(traitlets.TraitError, match="z is a number from -6 to 6"):
        ForgetGate(z=7)


@every_view
@pytest.mark.parametrize("width", [690, 345])
def test_static_figure_stands_alone(cls, width):
    svg = ElementTree.fromstring(cls().static_svg(width))
    assert svg.tag == SVG + "svg"
    assert svg.get("role") == "img" and svg.get("aria-label")
    assert svg.get("width") == str(width) and float(svg.get("height")) > 100
    assert "What to try." in svg.find(SVG + "desc").text
    assert "--forget: #D55E00" in svg.find(SVG + "style").text
    assert not [node for node in svg.iter() if node.get("id")]
    drawn = [node for node in svg.iter() if node.tag in (SVG + "text", SVG + "line")]
    assert len(drawn) > 10
    assert not re.search(
        r"NaN|undefined|Infinity", ElementTree.tostring(svg, "unicode")
    )


@every_view
def test_static_figure_follows_every_trait(cls):
    before = cls().static_svg()
    stages = run_module(cls()._esm).eval("explorable_.spec.stages")  # all are shown
    for name, ends in ranges(cls()).items():
        if name == stages:
            continue
        values = {cls(**{name: v}).static_svg() for v in ends}
        assert values | {before} > {before}, name


def parcels(svg, role, x):
    """Return top and bottom pixel of each of a role's parcels around `x`."""
    found = []
    for group in svg.iter(SVG + "g"):
        for rect in group.findall(SVG + "rect"):
            shape = rect.get("class")
            if group.get("class") != f"role-{role}" or shape not in (
                "parcel",
                "sliver",
            ):
                continue
            left, top, width, height = (
                float(rect.get(name)) for name in ("x", "y", "width", "height")
            )
            inside = 0.75 if shape == "parcel" else 0  # half of the outline
            if abs(left + width / 2 - x) < 1:
                found.append((top - inside, top + height + inside))
    return found


@settings(deadline=None, max_examples=40)
@given(st.floats(-2, 2), st.floats(0, 1), st.floats(0, 1), st.floats(-1, 1))
def test_height_is_the_number_on_one_scale(C_prev, f, i, C_tilde):
    view = CellUpdate(C_prev=C_prev, f=f, i=i, C_tilde=C_tilde)
    kept, added = f * C_prev, i * C_tilde
    svg = ElementTree.fromstring(view.static_svg(690))
    rollers = (c for c in svg.iter(SVG + "line") if c.get("class") == "roller")
    belt = float(next(rollers).get("y1"))
    for role, place, number in (
        ("cell", 0.09, C_prev),
        ("cell", 0.31, kept),
        ("candidate", 0.57, added),
        ("cell", 0.8, kept + added),
    ):
        found = parcels(svg, role, 690 * place)
        height = sum(bottom - top for top, bottom in found)
        # the candidate stands on its shelf as well, cut by the same gate
        expected = abs(number) * 36 * (2 if role == "candidate" else 1)
        assert height == pytest.approx(expected, abs=0.6), (role, place)
        if role == "cell" and found:  # a parcel stands on the belt, or hangs from it
            ((top, bottom),) = found
            assert (top if number < 0 else bottom) == pytest.approx(
                belt + (4 if number < 0 else -4)
            )


def test_figure_refuses_a_width_that_cannot_be_drawn():
    with pytest.raises(ValueError, match="width is 10; give between 240 and 4000"):
        ForgetGate().static_svg(width=10)


def test_mimebundle_carries_view_and_figure(monkeypatch):
    data, _ = ForgetGate()._repr_mimebundle_()
    assert data[LIVE]["model_id"] and data[FIGURE].startswith("<svg")
    assert data["text/plain"].startswith("ForgetGate(C_prev=1.0, f=0.88")
    monkeypatch.setitem(sys.modules, "quickjs", None)
    data, _ = ForgetGate()._repr_mimebundle_()
    assert LIVE in data and FIGURE not in data


def test_first_explorable_of_nested_boxes():
    view = OutputGate()
    slider = ipywidgets.FloatSlider()
    box = ipywidgets.VBox([slider, ipywidgets.HBox([slider, view])])
    assert first_explorable(box) is view
    assert first_explorable(ipywidgets.VBox([slider])) is None


def test_a_box_shown_by_ipython_carries_the_figure():
    code = """
from ipywidgets import FloatSlider, VBox
from lstm_src.explorables import ForgetGate
shown = get_ipython().display_formatter.format
for box in (VBox([FloatSlider(), ForgetGate()]), VBox([FloatSlider()])):
    print(sorted(shown(box)[0]))
"""
    command = [
        sys.executable,
        "-m",
        "IPython",
        "--quick",
        "--colors=NoColor",
        "-c",
        code,
    ]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120)
    with_view, without = run.stdout.strip().splitlines()[-2:]
    assert with_view == str(sorted([LIVE, FIGURE, "text/plain"])), run.stderr
    assert without == str(sorted([LIVE, "text/plain"]))
