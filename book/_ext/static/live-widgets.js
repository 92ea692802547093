// Mounts the page's embedded widgets without a kernel: ipywidgets controls as native
// inputs, boxes, and any anywidget module. What it does not know, or what would need
// Python, it shows frozen and says so in words.
"use strict";
(() => {
  const { load, connect, resolve } = window.liveWidgets;
  const NEEDS_PYTHON = "This control calls Python. Open the page in JupyterLab or Binder to use it.";
  let models;

  const make = (tag, className, ...children) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    node.append(...children);
    return node;
  };
  const note = (text) => make("p", "live-note", text);

  // "forget bias b_f" -> words, then the symbol in italics; its name stays the same text.
  const typeset = (node, text) => {
    const parts = /^(.*\S )(\p{L})(\u0303?)(?:_(\w))?$/u.exec(text.normalize("NFD"));
    node.replaceChildren();
    if (!parts) { node.append(text); return; }
    const symbol = make("i", parts[3] ? "sym til" : "sym", parts[2]);
    node.append(parts[1], symbol);
    if (parts[4]) node.append(make("sub", "sym", parts[4]));
  };

  // The readout formats of ipywidgets that a slider needs: "d", ".2f", "+.2f".
  const readout = (value, format = "", signed = false) => {
    const digits = /\.(\d+)f/.exec(format)?.[1] ?? (format.includes("d") ? 0 : 2);
    const text = Math.abs(value).toFixed(digits);
    const sign = value < 0 && +text !== 0 ? "\u2212" : (signed || format.startsWith("+")) && +text !== 0 ? "+" : "";
    return sign + text;
  };

  // A control without a link changes nothing here: freeze it and say where it works.
  const control = (model, input, ...rest) => {
    const label = make("label", "live-control");
    const name = make("span", "live-name");
    if (model.drives) label.dataset.trait = model.drives;
    const rename = () => typeset(name, model.get("description") || model.name.replace("Model", ""));
    rename();
    model.on("change:description", rename);
    input.disabled = !model.isDriver || Boolean(model.get("disabled"));
    input.setAttribute("aria-label", model.get("description_tooltip") || model.get("description") || model.name.replace("Model", ""));
    label.append(name, input, ...rest);
    return model.isDriver ? label : make("div", "live-frozen", label, note(NEEDS_PYTHON));
  };

  const slider = (model) => {
    const input = Object.assign(make("input"), { type: "range" });
    const shown = make("output");
    shown.setAttribute("aria-live", "off"); // an output is a live region: it would chatter
    const whole = model.name.startsWith("Int");
    const draw = () => {
      const [min, max] = [model.get("min"), model.get("max")];
      Object.assign(input, { min, max, step: model.get("step") || (whole ? 1 : "any") });
      input.value = model.get("value");
      const text = readout(model.get("value"), model.get("readout_format") || (whole ? "d" : ".2f"), min < 0);
      if (model.get("readout") !== false) shown.textContent = text;
      input.setAttribute("aria-valuetext", text);
    };
    draw();
    model.on("change:value change:min change:max change:step", draw);
    input.addEventListener("input", () => model.set("value", whole ? Math.round(+input.value) : +input.value));
    return control(model, input, shown);
  };

  const checkbox = (model) => {
    const input = Object.assign(make("input"), { type: "checkbox" });
    const draw = () => { input.checked = model.get("value"); };
    draw();
    model.on("change:value", draw);
    input.addEventListener("change", () => model.set("value", input.checked));
    return control(model, input);
  };

  // A selection's value lives in Python; what the page knows, and can link, is its index.
  const dropdown = (model) => {
    const input = make("select");
    const draw = () => {
      input.replaceChildren(...model.get("_options_labels").map((text) => make("option", "", text)));
      input.selectedIndex = model.get("index") ?? -1;
    };
    draw();
    model.on("change:_options_labels change:index", draw);
    input.addEventListener("change", () => model.set("index", input.selectedIndex));
    return control(model, input);
  };

  const toggles = (model) => {
    const set = make("fieldset", "live-toggles", make("legend", "", model.get("description") || "choose"));
    const buttons = model.get("_options_labels").map((text, index) => {
      const button = Object.assign(make("button", "", text), { type: "button", disabled: !model.isDriver });
      button.addEventListener("click", () => model.set("index", index));
      return button;
    });
    const draw = () => buttons.forEach((button, index) => button.setAttribute("aria-pressed", String(index === model.get("index"))));
    draw();
    model.on("change:index", draw);
    set.append(...buttons);
    if (!model.isDriver) set.append(note(NEEDS_PYTHON));
    return set;
  };

  const toggle = (model) => {
    const button = Object.assign(make("button", "", model.get("description")), { type: "button", disabled: !model.isDriver });
    const draw = () => button.setAttribute("aria-pressed", String(Boolean(model.get("value"))));
    draw();
    model.on("change:value", draw);
    button.addEventListener("click", () => model.set("value", !model.get("value")));
    return make("div", "live-bar", button, ...(model.isDriver ? [] : [note(NEEDS_PYTHON)]));
  };

  const button = (model) => make("div", "live-frozen",
    Object.assign(make("button", "", model.get("description")), { type: "button", disabled: true }), note(NEEDS_PYTHON));

  const play = (model) => {
    let timer = null;
    const start = Object.assign(make("button"), { type: "button" });
    const again = Object.assign(make("button", "", "Back to the start"), { type: "button" });
    const name = model.get("description") ? ` ${model.get("description")}` : "";
    const draw = () => { start.textContent = (timer ? "Pause" : "Play") + name; };
    const stop = () => { clearInterval(timer); timer = null; draw(); };
    const tick = () => {
      const next = model.get("value") + (model.get("step") || 1);
      if (next <= model.get("max")) model.set("value", next);
      else if (model.get("repeat") || model.get("_repeat")) model.set("value", model.get("min"));
      else stop();
    };
    start.addEventListener("click", () => {
      if (timer) { stop(); return; }
      if (model.get("value") >= model.get("max")) model.set("value", model.get("min"));
      timer = setInterval(tick, model.get("interval") || 100);
      draw();
    });
    again.addEventListener("click", () => { stop(); model.set("value", model.get("min")); });
    window.addEventListener("pagehide", stop);
    start.disabled = again.disabled = !model.isDriver;
    draw();
    return make("div", "live-bar", start, again, ...(model.isDriver ? [] : [note(NEEDS_PYTHON)]));
  };

  const box = (model) => {
    const row = model.name === "HBoxModel";
    const node = make("div", row ? "live-row" : "live-box", ...model.get("children").map(view));
    if (model.get("_dom_classes")?.includes("widget-interact")) node.prepend(note(NEEDS_PYTHON));
    return node;
  };

  const label = (model) => {
    const node = make("span", "live-label");
    const draw = () => typeset(node, String(model.get("value")));
    draw();
    model.on("change:value", draw);
    return node;
  };

  // HTML in widget state was written by the chapter's author; a link could carry what
  // a reader typed, so from then on it is shown as text.
  const html = (model) => {
    const node = make("div", "live-html");
    node.innerHTML = model.get("value");
    model.on("change:value", () => { node.textContent = model.get("value"); });
    return node;
  };

  const output = (model) => {
    const node = make("div", "live-output");
    for (const item of model.get("outputs") || []) node.append(outputItem(item));
    return node;
  };
  const outputItem = (item) => {
    const text = (value) => (Array.isArray(value) ? value.join("") : value);
    if (item.output_type === "stream") return make("pre", "", text(item.text));
    if (item.output_type === "error") return make("pre", "", `${item.ename}: ${item.evalue}`);
    const data = item.data || {}, inner = data["application/vnd.jupyter.widget-view+json"];
    if (inner) return view(inner.model_id);
    const picture = data["image/png"] ? "data:image/png;base64," + text(data["image/png"]).trim()
      : data["image/svg+xml"] ? "data:image/svg+xml," + encodeURIComponent(text(data["image/svg+xml"])) : "";
    if (picture) return Object.assign(make("img"), { src: picture, alt: text(data["text/plain"] || "") });
    if (data["text/html"]) { const node = make("div"); node.innerHTML = text(data["text/html"]); return node; }
    return make("pre", "", text(data["text/plain"] || ""));
  };

  // One Blob per module text; a page that shows a view twice loads its module once.
  const modules = new Map();
  const importText = (text) => {
    if (!modules.has(text)) {
      const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
      modules.set(text, import(url).finally(() => URL.revokeObjectURL(url)));
    }
    return modules.get(text);
  };
  const sheets = new Set();
  const addStyle = (text) => {
    if (!text || sheets.has(text)) return;
    sheets.add(text);
    document.head.append(make("style", "", text));
  };

  const anywidget = (model) => {
    const el = make("div", "live-view");
    addStyle(model.get("_css"));
    const widget_manager = { get_model: async (id) => resolve(models, id) };
    Object.assign(model, { widget_manager });
    importText(model.get("_esm"))
      .then(async ({ default: definition }) => {
        const parts = typeof definition === "function" ? await definition() : definition;
        await parts.initialize?.({ model });
        const cleanup = await parts.render({ model, el });
        // A page that the browser keeps for "back" must come back alive.
        if (cleanup) window.addEventListener("pagehide", (event) => { if (!event.persisted) cleanup(); });
        el.closest(".live-widget").dataset.live = "true";
      })
      .catch((error) => { el.replaceChildren(note(`This view could not start: ${error.message}`)); });
    return el;
  };

  const views = {
    FloatSliderModel: slider, IntSliderModel: slider, PlayModel: play, ButtonModel: button,
    ToggleButtonModel: toggle, ToggleButtonsModel: toggles, DropdownModel: dropdown,
    CheckboxModel: checkbox, HBoxModel: box, VBoxModel: box, BoxModel: box, LabelModel: label,
    HTMLModel: html, OutputModel: output,
  };
  function view(reference) {
    const model = resolve(models, reference);
    if (!model) return note("This widget's state is not on the page. Open the page in JupyterLab or Binder.");
    if (model.module === "anywidget") return anywidget(model);
    const kind = views[model.name];
    return kind ? kind(model)
      : note(`A “${model.name.replace("Model", "")}” needs Python. Open the page in JupyterLab or Binder to use it.`);
  }

  const mount = () => {
    const state = document.querySelector('script[type="application/vnd.jupyter.widget-state+json"]');
    if (!state) return;
    models = load(state.textContent);
    connect(models);
    for (const script of document.querySelectorAll('script[type="application/vnd.jupyter.widget-view+json"]')) {
      let holder = script.closest(".live-widget");
      if (!holder) { holder = make("div", "live-widget"); script.replaceWith(holder); }
      holder.append(view(JSON.parse(script.textContent).model_id));
      if (!holder.querySelector(".live-view")) holder.dataset.live = "true";
    }
  };
  mount(); // this script stands behind the page's text
})();
