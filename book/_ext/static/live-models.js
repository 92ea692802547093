// Models of embedded ipywidgets, without a kernel: the state that a page carries,
// change events, and the links between traits. The views are in live-widgets.js.
"use strict";
window.liveWidgets = (() => {
  const REFERENCE = "IPY_MODEL_";
  const isReference = (value) => typeof value === "string" && value.startsWith(REFERENCE);

  const bytesOf = ({ encoding, data }) => {
    if (encoding === "hex") return Uint8Array.from(data.match(/../g) || [], (pair) => parseInt(pair, 16));
    return Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
  };

  // Binary traits travel beside the JSON, each with its path inside the state.
  const withBuffers = (state, buffers = []) => {
    for (const buffer of buffers) {
      let place = state;
      for (const key of buffer.path.slice(0, -1)) place = place[key];
      place[buffer.path.at(-1)] = new DataView(bytesOf(buffer).buffer);
    }
    return state;
  };

  // What anywidget and our own views need of a Backbone model, and no more.
  class Model {
    constructor(id, record) {
      this.model_id = id;
      this.name = record.model_name;
      this.module = record.model_module;
      this.traits = withBuffers(record.state, record.buffers);
      this.listeners = new Map();
      this.isDriver = false; // a link starts here: moving it does something without Python
    }
    get(trait) { return this.traits[trait]; }
    set(trait, value) {
      if (typeof trait === "object") { for (const key in trait) this.set(key, trait[key]); return; }
      if (Object.is(this.traits[trait], value)) return;
      this.traits[trait] = value;
      this.trigger("change:" + trait, this, value);
      this.trigger("change", this);
    }
    on(names, listener) {
      for (const name of names.split(" ")) {
        if (!this.listeners.has(name)) this.listeners.set(name, new Set());
        this.listeners.get(name).add(listener);
      }
    }
    off(names, listener) {
      if (names == null) { this.listeners.clear(); return; }
      for (const name of names.split(" ")) {
        if (listener) this.listeners.get(name)?.delete(listener);
        else this.listeners.delete(name);
      }
    }
    trigger(name, ...values) { for (const listener of [...(this.listeners.get(name) || [])]) listener(...values); }
    save_changes() {} // nobody to save to
    send() {}
  }

  const load = (text) => {
    const { state, sources = {} } = JSON.parse(text);
    const models = new Map();
    for (const [id, record] of Object.entries(state)) {
      for (const trait of ["_esm", "_css"]) {
        const name = record.state[trait];
        if (name in sources) record.state[trait] = sources[name];
      }
      models.set(id, new Model(id, record));
    }
    return models;
  };

  const resolve = (models, value) => models.get(String(value).replace(REFERENCE, ""));

  // jslink and jsdlink: carry a value over at once, and from then on with every change.
  const connect = (models) => {
    for (const link of models.values()) {
      const both = link.name === "LinkModel";
      if (!both && link.name !== "DirectionalLinkModel") continue;
      const [source, from] = [resolve(models, link.get("source")[0]), link.get("source")[1]];
      const [target, to] = [resolve(models, link.get("target")[0]), link.get("target")[1]];
      if (!source || !target) continue;
      const carry = () => target.set(to, source.get(from));
      source.on("change:" + from, carry);
      source.isDriver = true;
      source.drives ??= to;
      if (both) {
        target.on("change:" + to, () => source.set(from, target.get(to)));
        target.isDriver = true;
        target.drives ??= from;
      }
      carry();
    }
  };

  return { load, connect, resolve, isReference };
})();
