"""Make embedded ipywidgets live on a static page, and keep the page quiet.

Adds our mount script in place of requirejs and html-manager, stores equal JavaScript
once a page, and writes the palette as CSS variables.
"""

import json
from pathlib import Path

from lstm_src import palette
from lstm_src.explorables.squeeze import squeeze, squeeze_css

STATE = "application/vnd.jupyter.widget-state+json"
STATIC = Path(__file__).parent / "static"
SHARED_TRAITS = ("_esm", "_css")
SCRIPTS = ("live-models.js", "live-widgets.js")


def reachable(state, roots):
    """Return the ids of the models that a page shows, or that link what it shows."""
    seen, queue = set(), list(roots)
    links = [
        (key, set(references(model["state"])))
        for key, model in state.items()
        if model["model_name"] in ("LinkModel", "DirectionalLinkModel")
    ]
    while queue:
        key = queue.pop()
        if key in seen or key not in state:
            continue
        seen.add(key)
        queue += references(state[key]["state"])
        queue += [link for link, ends in links if key in ends]
    return seen


def references(value):
    """Yield every model id that a trait's value points to."""
    if isinstance(value, str):
        if value.startswith("IPY_MODEL_"):
            yield value.removeprefix("IPY_MODEL_")
    elif isinstance(value, dict):
        for item in value.values():
            yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


def share_sources(widgets):
    """Store each equal `_esm` or `_css` once, under `sources`."""
    names = {}
    for model in widgets["state"].values():
        for trait in SHARED_TRAITS:
            text = model["state"].get(trait)
            if isinstance(text, str):
                model["state"][trait] = names.setdefault(text, f"source-{len(names)}")
    widgets["sources"] = {name: text for text, name in names.items()}
    return widgets


def slim_state(app, pagename, templatename, context, doctree):
    for script in context.get("script_files", []):
        attributes = getattr(script, "attributes", {})
        if attributes.get("type") != STATE:
            continue
        widgets = json.loads(attributes["body"].replace(r"<\/script>", "</script>"))
        if "sources" not in widgets:
            keep = reachable(widgets["state"], views_of(context.get("body", "")))
            state = widgets["state"]
            widgets["state"] = {key: state[key] for key in state if key in keep}
            text = json.dumps(share_sources(widgets), ensure_ascii=False)
            attributes["body"] = text.replace("</", r"<\/")


def mount_early(app, pagename, templatename, context, doctree):
    """Run our scripts where the text ends: `defer` would wait for the theme's icons."""
    files = context.get("script_files", [])
    ours = [file for file in files if Path(file.filename or "").name in SCRIPTS]
    context["script_files"] = [file for file in files if file not in ours]
    context["body"] = context.get("body", "") + "".join(map(context["js_tag"], ours))


def views_of(body):
    """Return the model ids of the widget views in a page's HTML."""
    mark = 'type="application/vnd.jupyter.widget-view+json">'
    pieces = body.split(mark)[1:]
    return [json.loads(piece.split("</script>", 1)[0])["model_id"] for piece in pieces]


def palette_css():
    """Return the colours by role as CSS variables, light and dark.

    >>> print(palette_css().splitlines()[1])
      --forget: #D55E00; --forget-ink: #A94A00;
    """
    light = "".join(
        f"  --{role}: {palette.FILL[role]}; --{role}-ink: {palette.INK_LIGHT[role]};\n"
        for role in palette.ROLES
    )
    dark = "".join(
        f"  --{role}-ink: {palette.INK_DARK[role]};\n" for role in palette.ROLES
    )
    return (
        ":root {\n" + light + "}\n"
        "@media screen { html[data-theme=dark] {\n" + dark + "} }\n"
    )


def add_static_files(app):
    """Write our scripts and styles without what only their readers need."""
    generated = Path(app.doctreedir).parent / "ours"
    generated.mkdir(parents=True, exist_ok=True)
    (generated / "palette.css").write_text(squeeze_css(palette_css()))
    for source in STATIC.iterdir():
        lean = squeeze if source.suffix == ".js" else squeeze_css
        text = lean(source.read_text(encoding="utf-8"))
        (generated / source.name).write_text(text, encoding="utf-8")
    app.config.html_static_path.append(str(generated))


def setup(app):
    app.connect("builder-inited", add_static_files)
    app.config.nb_ipywidgets_js = {name: {} for name in SCRIPTS}
    app.add_css_file("palette.css")
    app.add_css_file("live-widgets.css")
    app.add_css_file("book.css")
    app.connect("html-page-context", slim_state, priority=960)
    app.connect("html-page-context", mount_early, priority=970)
    return {"version": "1", "parallel_read_safe": True}
