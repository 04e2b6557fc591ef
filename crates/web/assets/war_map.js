// The whole board in place of its pages: all projects in one window, of which only the rows in sight are in the document. Without this file the
// page shows them page by page.
(() => {
  "use strict";
  const root = document.querySelector("[data-war-map]");
  const view = root && root.querySelector("[data-view]");
  if (!view) return;
  const rows = root.querySelector("[data-rows]");
  const axis = root.querySelector("[data-axis]");
  const here = root.querySelector("[data-lane]");
  const summary = root.querySelector("[data-summary]");
  const card = root.querySelector("[data-card]");
  const cardBody = root.querySelector("[data-card-body]");
  const BEYOND = 8;
  const DAY = 86400000;
  const SHORTEST = 60;
  const LONGEST = 15000;
  const MARKS = ["started", "completed", "producing"];

  let lines = [];
  let board = null;
  let span = null;
  let rowHeight = 26;
  let asked = 0;
  let opened = new URL(location.href).searchParams.get("open");
  const drawn = new Map();

  const escaped = (text) => {
    const holder = document.createElement("span");
    holder.textContent = text;
    return holder.innerHTML.replaceAll('"', "&quot;");
  };
  const place = (day) => (100 * (day - span.from)) / (span.to - span.from);
  const percent = (share) => `${share.toFixed(3)}%`;

  // What is drawn of one project; the same shapes as the server's.
  const shapes = (bar) => {
    const [, , , phases, planFrom, planTo, started, completed, producing, behind, words] = bar;
    const stretch = (from, to, rest) => {
      const left = Math.max(0, place(from));
      const right = Math.min(100, place(to));
      return right < left || left >= 100 || right <= 0 ? "" : `<rect x="${percent(left)}" width="${percent(Math.max(0.1, right - left))}" ${rest}/>`;
    };
    let drawing = `<title>${escaped(words)}</title>`;
    if (planFrom !== null) drawing += stretch(planFrom, planTo + 1, `class="plan${behind ? " is-behind" : ""}" y="3.5" height="15"`);
    phases.forEach(([phase, since], index) => {
      const until = index + 1 < phases.length ? phases[index + 1][1] : board.today;
      drawing += stretch(since, Math.max(until, since), `class="phase phase-${board.phases[phase]}" y="7" height="8"`);
    });
    const today = place(board.today);
    if (today >= 0 && today < 100) drawing += `<line class="today" x1="${percent(today)}" x2="${percent(today)}" y1="0" y2="100%"/>`;
    [started, completed, producing].forEach((day, index) => {
      if (day === null) return;
      const x = place(day);
      if (x >= 0 && x < 100) drawing += `<use class="mark mark-${MARKS[index]}" href="#mark-${MARKS[index]}" x="${percent(x)}" y="11"/>`;
    });
    return drawing;
  };

  // Ticks as the server sets them: every month, quarter, year or five years, whatever leaves room.
  const drawAxis = () => {
    const first = new Date(span.from * DAY);
    const months = (span.to - span.from) / 30.44;
    const step = months <= 24 ? 1 : months <= 84 ? 3 : months <= 240 ? 12 : 60;
    let drawing = "";
    let number = first.getUTCFullYear() * 12 + first.getUTCMonth();
    number += (step - (number % step)) % step;
    for (; ; number += step) {
      const x = place(Date.UTC(Math.floor(number / 12), number % 12, 1) / DAY);
      if (x > 100) break;
      if (x < 0) continue;
      const year = number % 12 === 0 ? " is-year" : "";
      const label = year ? number / 12 : (number % 12) + 1;
      drawing += `<line class="tick${year}" x1="${percent(x)}" x2="${percent(x)}" y1="0" y2="100%"/><text class="${year.trim()}" x="${percent(x)}" dx="3" y="15">${label}</text>`;
    }
    const today = place(board.today);
    if (today >= 0 && today < 100) drawing += `<line class="today" x1="${percent(today)}" x2="${percent(today)}" y1="0" y2="100%"/>`;
    axis.innerHTML = drawing;
  };

  const address = (id) => {
    const to = new URL(root.dataset.here, location.href);
    to.searchParams.set("from", month(span.from));
    to.searchParams.set("to", month(span.to - 1));
    if (id) to.searchParams.set("open", id);
    return to.pathname + to.search;
  };
  const month = (day) => new Date(day * DAY).toISOString().slice(0, 7);

  const rowOf = (index) => {
    const line = lines[index];
    const row = document.createElement("li");
    row.style.transform = `translateY(${index * rowHeight}px)`;
    row.setAttribute("aria-posinset", index + 1);
    row.setAttribute("aria-setsize", lines.length);
    if (line.label !== undefined) {
      row.className = "war-map-lane";
      const label = `<b>${escaped(line.label)}</b>`;
      row.innerHTML = `${line.href ? `<a href="${escaped(line.href)}">${label}</a>` : label} <span class="quiet">${line.count}</span>`;
      return row;
    }
    const { bar } = line;
    const light = board.lights[bar[2]];
    row.className = bar[0] === opened ? "war-map-row is-open" : "war-map-row";
    row.innerHTML = `<span class="war-map-light"><span class="light light-${light.key}">${escaped(light.words)}</span></span><a class="war-map-name"></a><svg class="war-map-bar" role="img">${shapes(bar)}</svg>`;
    const name = row.children[1];
    name.textContent = bar[1];
    name.title = bar[1];
    name.dataset.id = bar[0];
    name.dataset.index = index;
    name.href = address(bar[0]);
    return row;
  };

  const render = (everything) => {
    asked = 0;
    const top = view.scrollTop;
    const first = everything ? 0 : Math.max(0, Math.floor(top / rowHeight) - BEYOND);
    const last = everything ? lines.length - 1 : Math.min(lines.length - 1, Math.ceil((top + view.clientHeight) / rowHeight) + BEYOND);
    for (const [index, row] of drawn) {
      // What has the focus keeps it, even out of sight.
      if ((index < first || index > last) && !row.contains(document.activeElement)) {
        row.remove();
        drawn.delete(index);
      }
    }
    const fresh = document.createDocumentFragment();
    for (let index = first; index <= last; index += 1) {
      if (drawn.has(index)) continue;
      const row = rowOf(index);
      drawn.set(index, row);
      fresh.append(row);
    }
    rows.append(fresh);
    // On paper the rows stand in the order of the document.
    if (everything) rows.replaceChildren(...[...drawn].sort(([a], [b]) => a - b).map(([, row]) => row));
    const at = lines[Math.min(lines.length - 1, Math.max(0, Math.floor(top / rowHeight)))];
    here.textContent = at ? at.lane : "";
  };
  const ask = () => {
    if (!asked) asked = requestAnimationFrame(() => render(false));
  };

  let remembered = 0;
  const remember = () => {
    clearTimeout(remembered);
    remembered = setTimeout(() => history.replaceState(null, "", address(opened)), 250);
  };
  const redraw = () => {
    drawAxis();
    for (const [index, row] of drawn) {
      const { bar } = lines[index];
      if (bar) row.children[2].innerHTML = shapes(bar);
    }
    remember();
  };
  let redrawing = 0;
  const show = (from, to) => {
    const length = Math.min(LONGEST, Math.max(SHORTEST, to - from));
    const middle = (from + to) / 2;
    span = { from: Math.round(middle - length / 2), to: Math.round(middle + length / 2) };
    if (!redrawing) {
      redrawing = requestAnimationFrame(() => {
        redrawing = 0;
        redraw();
      });
    }
  };
  const zoom = (factor, middle) => {
    const at = middle ?? (span.from + span.to) / 2;
    show(at - (at - span.from) * factor, at + (span.to - at) * factor);
  };
  const move = (share) => {
    const by = (span.to - span.from) * share;
    show(span.from + by, span.to + by);
  };
  const whole = () => {
    let [from, to] = [Infinity, -Infinity];
    for (const { bar } of lines) {
      if (!bar) continue;
      for (const day of [...bar[3].map((pair) => pair[1]), ...bar.slice(4, 9)]) {
        if (day === null) continue;
        from = Math.min(from, day);
        to = Math.max(to, day);
      }
    }
    if (from <= to) show(from - 10, to + 10);
  };
  const WINDOWS = { earlier: () => move(-0.5), later: () => move(0.5), in: () => zoom(0.5), out: () => zoom(2), all: whole };

  const open = async (id) => {
    const source = new URL(`/projects/${id}/card`, location.href);
    for (const name of ["as_of", "known_at"]) {
      const value = new URL(location.href).searchParams.get(name);
      if (value) source.searchParams.set(name, value);
    }
    const answer = await fetch(source);
    if (!answer.ok) {
      location.assign(address(id));
      return;
    }
    cardBody.innerHTML = await answer.text();
    root.classList.add("has-card");
    opened = id;
    mark();
    history.replaceState(null, "", address(id));
    card.focus({ preventScroll: true });
  };
  const mark = () => {
    for (const [index, row] of drawn) {
      if (lines[index].bar) row.classList.toggle("is-open", lines[index].bar[0] === opened);
    }
  };
  const close = () => {
    const id = opened;
    opened = null;
    root.classList.remove("has-card");
    mark();
    history.replaceState(null, "", address(null));
    const index = lines.findIndex((line) => line.bar && line.bar[0] === id);
    if (index >= 0) focusRow(index);
  };
  const focusRow = (index) => {
    const top = index * rowHeight;
    if (top < view.scrollTop) view.scrollTop = top - rowHeight;
    if (top + rowHeight > view.scrollTop + view.clientHeight) view.scrollTop = top + 2 * rowHeight - view.clientHeight;
    render(false);
    drawn.get(index)?.querySelector(".war-map-name")?.focus({ preventScroll: true });
  };
  const step = (from, by) => {
    let index = from + by;
    while (lines[index] && !lines[index].bar) index += by;
    if (lines[index]) focusRow(index);
  };

  const listen = () => {
    view.addEventListener("scroll", ask, { passive: true });
    new ResizeObserver(() => {
      const height = parseFloat(getComputedStyle(root).getPropertyValue("--row")) || rowHeight;
      if (height !== rowHeight) {
        rowHeight = height;
        rows.style.height = `${lines.length * rowHeight}px`;
        drawn.forEach((row) => row.remove());
        drawn.clear();
      }
      ask();
    }).observe(view);
    view.addEventListener(
      "wheel",
      (event) => {
        const bar = view.getBoundingClientRect();
        const left = axis.getBoundingClientRect();
        const at = span.from + ((event.clientX - left.left) / left.width) * (span.to - span.from);
        if (event.ctrlKey || event.metaKey) {
          event.preventDefault();
          zoom(event.deltaY < 0 ? 0.8 : 1.25, event.clientX > left.left ? at : undefined);
        } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
          event.preventDefault();
          move((event.deltaX || event.deltaY) / bar.width);
        }
      },
      { passive: false },
    );
    // Time is dragged with the pointer; a click stays a click.
    let drag = null;
    view.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.target.closest("a") || !event.target.closest(".war-map-row")) return;
      drag = { x: event.clientX, from: span.from, to: span.to, moved: false };
    });
    window.addEventListener("pointermove", (event) => {
      if (!drag) return;
      const by = event.clientX - drag.x;
      if (!drag.moved && Math.abs(by) < 5) return;
      drag.moved = true;
      root.classList.add("is-moving");
      const days = (by / axis.getBoundingClientRect().width) * (drag.to - drag.from);
      show(drag.from - days, drag.to - days);
    });
    for (const name of ["pointerup", "pointercancel"]) {
      window.addEventListener(name, () => {
        root.classList.remove("is-moving");
        setTimeout(() => (drag = null));
      });
    }
    root.addEventListener("click", (event) => {
      const zoomed = event.target.closest("[data-zoom]");
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (zoomed) {
        event.preventDefault();
        WINDOWS[zoomed.dataset.zoom]();
      } else if (event.target.closest("[data-close]")) {
        event.preventDefault();
        close();
      } else {
        const row = event.target.closest(".war-map-row");
        const name = row && row.querySelector("[data-id]");
        if (!name || (drag && drag.moved)) return;
        event.preventDefault();
        open(name.dataset.id);
      }
    });
    root.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Escape" && opened) {
        close();
        return;
      }
      if (!event.target.closest("[data-view]")) return;
      const index = Number(event.target.dataset.index ?? -1);
      const keys = {
        ArrowDown: () => step(index, 1),
        ArrowUp: () => step(index, -1),
        Home: () => step(-1, 1),
        End: () => step(lines.length, -1),
        ArrowLeft: () => move(-0.1),
        ArrowRight: () => move(0.1),
        "+": () => zoom(0.8),
        "=": () => zoom(0.8),
        "-": () => zoom(1.25),
      };
      if (!keys[event.key]) return;
      event.preventDefault();
      keys[event.key]();
    });
    // On paper all of it is shown.
    window.addEventListener("beforeprint", () => render(true));
    window.addEventListener("afterprint", ask);
  };

  const start = (answer) => {
    board = answer;
    span = { from: board.from, to: board.to };
    for (const { label, href, count, bars } of board.groups) {
      lines.push({ label, href, count, lane: label });
      for (const bar of bars) lines.push({ bar, lane: label });
    }
    if (lines.length === 0) return;
    rowHeight = parseFloat(getComputedStyle(root).getPropertyValue("--row")) || rowHeight;
    rows.replaceChildren();
    rows.style.height = `${lines.length * rowHeight}px`;
    view.classList.add("is-whole");
    view.setAttribute("tabindex", "0");
    root.querySelector("[data-pager] ul").remove();
    root.querySelector("[data-keys]").hidden = false;
    summary.textContent = board.words;
    drawAxis();
    render(false);
    listen();
    performance.mark("board-interactive");
  };

  summary.textContent = root.dataset.loading;
  fetch(root.dataset.source, { headers: { accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
    .then(start)
    .catch(() => {
      summary.textContent = root.dataset.failed;
    });
})();
