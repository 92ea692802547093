"""What the built pages embed: sliders that stay inside what their views accept."""

import importlib
import json
import re
from pathlib import Path

import pytest

SITE = Path(__file__).resolve().parent.parent / "_build" / "html"
STATE = r'<script type="application/vnd.jupyter.widget-state\+json">(.*?)</script>'
PAGES = sorted(page.name for page in SITE.glob("book/*.html"))


def widgets(page):
    found = re.search(STATE, (SITE / "book" / page).read_text(), re.S)
    return json.loads(found.group(1))["state"] if found else {}


def links(state):
    """Yield (slider's traits, view's class, trait) for each jslink into a view."""
    for model in state.values():
        if model["model_name"] != "LinkModel":
            continue
        ends = (model["state"]["source"], model["state"]["target"])
        (source, _), (target, trait) = (
            (state[name.removeprefix("IPY_MODEL_")]["state"], key) for name, key in ends
        )
        if "_anywidget_id" in target and "min" in source:
            module, _, name = target["_anywidget_id"].rpartition(".")
            yield source, getattr(importlib.import_module(module), name), trait


def test_there_are_pages():
    assert PAGES, "no built book: run `make book` first"


@pytest.mark.parametrize("page", PAGES)
def test_sliders_stay_inside_what_the_view_accepts(page):
    for slider, view, trait in links(widgets(page)):
        bounds = view.class_traits()[trait]
        low, high = getattr(bounds, "low", None), getattr(bounds, "high", None)
        if low is not None and not callable(low):
            assert low <= slider["min"], f"{slider['description']} starts below {low}"
            assert slider["max"] <= high, f"{slider['description']} ends above {high}"


def test_links_were_found():
    assert sum(len(list(links(widgets(page)))) for page in PAGES) >= 15
