"""One colour per role, everywhere: page, explorables and Matplotlib plots.

Fills are the same in light and dark and never stand without an outline; *ink* is the
same hue, dark (or light) enough to read: text, outlines, hatching. `kit.css` holds a
copy for the browser, and a test compares the two.

>>> FILL["forget"], INK_LIGHT["forget"]
('#D55E00', '#A94A00')
"""

ROLES = ("forget", "input", "candidate", "output", "cell", "hidden")

FILL = {
    "forget": "#D55E00",
    "input": "#009E73",
    "candidate": "#E69F00",
    "output": "#0072B2",
    "cell": "#CC79A7",
    "hidden": "#56B4E9",
}

INK_LIGHT = {
    "forget": "#A94A00",
    "input": "#007353",
    "candidate": "#875C00",
    "output": "#005F96",
    "cell": "#9C4577",
    "hidden": "#1B6C9C",
}

INK_DARK = {
    "forget": "#FF8A3D",
    "input": "#2FC79A",
    "candidate": "#F2B33D",
    "output": "#5AAEEA",
    "cell": "#E59BC4",
    "hidden": "#86CDF5",
}
