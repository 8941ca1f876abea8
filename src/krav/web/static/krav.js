// Krav's own script: keys, the selection, drawer and dialog, copy, and what a lost connection does. Every page works without it.
(() => {
  "use strict";
  const root = document.documentElement;
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const live = () => one("#live");
  const say = (words) => { if (live()) live().textContent = words; };

  // ---------- drawer and dialog
  let opener = null;

  function openDrawer(drawer) {
    drawer.hidden = false;
    one("#frame").classList.add("has-drawer");
    all('[aria-controls="drawer"]').forEach((link) => mark(link, link === opener));
    one("h2", drawer)?.focus();
  }

  function closeDrawer() {
    const drawer = one("#drawer");
    if (!drawer || drawer.hidden) return false;
    drawer.hidden = true;
    drawer.replaceChildren();
    one("#frame").classList.remove("has-drawer");
    all('[aria-controls="drawer"]').forEach((link) => mark(link, false));
    opener?.focus();
    return true;
  }

  function mark(link, open) {
    link.setAttribute("aria-expanded", open);
    link.closest("tr")?.classList.toggle("here", open);
  }

  function close(what, from) {
    if (what === "drawer") closeDrawer();
    else if (what === "dialog") from.closest("dialog")?.close();
    else from.closest(`.${what}`)?.remove();
  }

  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target;
    if (target.id === "drawer") openDrawer(target);
    else if (target.id === "dialog" && !target.open) target.showModal();
    else if (target.id === "main") one("h1", target)?.focus();
    all(".choosing").forEach(tally);
  });

  // ---------- clicks
  document.addEventListener("click", (event) => {
    const closer = event.target.closest("[data-close]");
    if (closer && !(closer.dataset.close === "dialog" && !closer.closest("dialog"))) {
      event.preventDefault();
      close(closer.dataset.close, closer);
    }
    const copier = event.target.closest("[data-copy]");
    if (copier) {
      const text = all(copier.dataset.copy).map((part) => part.innerText.trim()).join("\n\n");
      navigator.clipboard.writeText(text).then(() => say(live().dataset.copied));
    }
    if (event.target.closest("[data-print]")) print();
    if (event.target.closest('[aria-disabled="true"]')) event.preventDefault();
  });
  document.addEventListener("dblclick", (event) => event.target.closest("tr:not(:has(a:hover, input:hover))")?.querySelector("[data-open]")?.click());

  // ---------- the selection
  const boxesOf = (line) => all('input[type="checkbox"]:not(:disabled)', line);
  const boxes = (form) => all('tbody input[type="checkbox"]:not(:disabled), .task input[type="checkbox"]:not(:disabled)', form);

  function tally(form) {
    const ticked = boxes(form).filter((box) => box.checked);
    const sums = {
      group: new Set(ticked.map((box) => box.dataset.group || box.value)).size,
      count: ticked.reduce((many, box) => many + Number(box.dataset.count || 1), 0),
    };
    boxes(form).forEach((box) => box.closest("tr, .task").classList.toggle("on", box.checked));
    all("[data-many]", form).forEach((words) => {
      const n = sums[words.dataset.of] ?? ticked.length;
      words.textContent = n === 1 ? words.dataset.one : words.dataset.many.replace("{n}", n);
    });
    const minor = ticked.reduce((total, box) => total + Number(box.dataset.minor || 0), 0);
    all("[data-sum]", form).forEach((sum) => {
      sum.textContent = new Intl.NumberFormat(sum.dataset.locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(minor / 100);
    });
    all("[data-all]", form).forEach((head) => {
      head.checked = ticked.length > 0 && ticked.length === boxes(form).length;
      head.indeterminate = ticked.length > 0 && !head.checked;
    });
    return ticked.length;
  }

  function changed(form) {
    const before = form.dataset.ticked;
    const ticked = tally(form);
    form.dataset.ticked = ticked;
    if (String(ticked) === before) return;
    say(all(".what b, .what [data-sum]", form).map((part) => part.textContent).join(", "));
    form.dispatchEvent(new CustomEvent("chosen", { bubbles: true }));
  }

  document.addEventListener("change", (event) => {
    const form = event.target.closest(".choosing");
    if (!form || event.target.type !== "checkbox") return;
    if ("all" in event.target.dataset) boxes(form).forEach((box) => { box.checked = event.target.checked; });
    changed(form);
  });
  document.addEventListener("reset", ({ target: form }) => {
    if (form.matches(".choosing")) setTimeout(() => { boxes(form).forEach((box) => { box.checked = false; }); changed(form); });
  });

  // ---------- keys
  let row = null;
  let went = false;
  const press = (element) => { element?.click(); return Boolean(element); };
  const doing = (name) => press(one(`[data-do="${name}"]`, row ?? document) ?? one(`[data-do="${name}"]`));
  const rows = () => all(".rows tbody tr, .task").filter((each) => each.offsetParent);

  function move(by) {
    const list = rows();
    const at = list.indexOf(row);
    row?.classList.remove("at");
    row = list[Math.max(0, Math.min(list.length - 1, at + by))] ?? null;
    row?.classList.add("at");
    (one("[data-open]", row ?? document) ?? one("a.who, a, button", row ?? document) ?? row)?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
    return row !== null;
  }

  function tick(toHere) {
    const [box] = row ? boxesOf(row) : [];
    if (!box) return false;
    if (toHere) {
      const above = rows().slice(0, rows().indexOf(row));
      const skipped = above.slice(above.findLastIndex((each) => one("input:checked", each)) + 1);
      skipped.flatMap(boxesOf).forEach((other) => { other.checked = true; });
    }
    box.checked = toHere || !box.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  }

  const KEYS = {
    "/": () => press(one("#find")), a: () => press(one("#account")), g: () => { went = true; setTimeout(() => { went = false; }, 1500); return true; },
    j: () => move(1), k: () => move(-1), x: () => tick(false), X: () => tick(true),
    w: () => press(all("a.why", row ?? one("main")).at(-1)),
    n: () => doing("note"), m: () => doing("match"), p: () => doing("pay"), e: () => doing("step"), u: () => doing("undo"),
    "?": () => { one("#keys")?.showModal(); return true; },
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !one("dialog[open], :popover-open")) { if (closeDrawer()) event.preventDefault(); return; }
    const typing = event.target.matches('input:not([type="checkbox"]):not([type="radio"]), textarea, select, [contenteditable]');
    if (typing || root.dataset.keys === "off" || event.ctrlKey || event.metaKey || event.altKey || one("dialog[open]")) return;
    const goes = went && one(`[data-g="${CSS.escape(event.key)}"]`);
    went = false;
    const done = goes ? press(goes)
      : /^[1-9]$/.test(event.key) ? press(all(".stages a, [data-pick]")[event.key - 1])
      : Object.hasOwn(KEYS, event.key) && KEYS[event.key]();
    if (done) event.preventDefault();
  });

  // ---------- slow, failed, offline
  let waiting = 0, unsent = null;
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target.id === "drawer") opener = event.detail.elt;
    clearTimeout(waiting);
    waiting = setTimeout(() => say(live().dataset.wait), 400);
  });
  document.addEventListener("htmx:afterRequest", () => clearTimeout(waiting));
  document.addEventListener("htmx:responseError", () => say(live().dataset.failed));
  document.addEventListener("htmx:sendError", (event) => { unsent = event.detail.elt; offline(true); });

  document.addEventListener("submit", (event) => {
    if (navigator.onLine !== false) return;
    event.preventDefault();
    unsent = event.submitter ?? event.target;
  });

  function offline(lost) {
    all("#offline").forEach((bar) => { bar.hidden = !lost; });
    if (lost || !unsent?.isConnected) return;
    (unsent.requestSubmit ?? unsent.click).call(unsent);
    unsent = null;
  }
  addEventListener("offline", () => offline(true));
  addEventListener("online", () => offline(false));

  // ---------- at the start: what was refused takes focus, the chosen stage is in view, ticks that the browser kept are counted
  document.addEventListener("DOMContentLoaded", () => {
    if (navigator.onLine === false) offline(true);
    one("[data-focus]")?.focus();
    const tab = one('.stages [aria-current="page"]');
    const bar = tab?.closest(".stages");
    if (bar) bar.scrollLeft = tab.offsetLeft - (bar.clientWidth - tab.offsetWidth) / 2;
    all(".choosing").forEach(tally);
  });
})();
