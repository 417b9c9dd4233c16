"use strict";
/* Charts as inline SVG: rows of bars with intervals, and rows of differences. */
const charts = (() => {
  const NS = "http://www.w3.org/2000/svg";
  const MINUS = "\u2212";
  const BAR = "#0072b2", FILL = "#9ccbe6", MARK = "#d55e00", LINE = "#d8d8d8", INK = "#1d1d1f";

  function element(name, attributes, parent, text) {
    const made = document.createElementNS(NS, name);
    for (const key in attributes) made.setAttribute(key, attributes[key]);
    if (text !== undefined) made.textContent = text;
    if (parent) parent.append(made);
    return made;
  }

  function withSign(text) { return text.replace("-", MINUS); }

  function plain(value, decimals) {
    const text = Math.abs(value).toLocaleString("en-US",
      { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    return (value < 0 && /[1-9]/.test(text) ? MINUS : "") + text;
  }

  /* A number in about three digits; missing is a dash. */
  function number(value) {
    if (value === null || value === undefined || !isFinite(value)) return "–";
    const size = Math.abs(value);
    if (size && size < 1e-5) return withSign(value.toExponential(1));
    if (value === Math.round(value) || size >= 100) return plain(value, 0);
    if (size < 0.0995) return plain(value, Math.min(6, 1 - Math.floor(Math.log10(size))));
    return plain(value, size >= 10 ? 1 : size >= 0.995 ? 2 : 3);
  }

  /* A mean with as many decimals as its interval deserves. */
  function together(mean, low, high) {
    const width = Math.max(mean, high) - Math.min(mean, low);
    if (!(width > 1e-8)) return number(mean);
    return plain(mean, Math.min(9, Math.max(0, 1 - Math.floor(Math.log10(width)))));
  }

  /* The ends of an interval, rounded so that the range said holds the interval and its side of 0. */
  function outward(low, high) {
    const width = high - low, size = Math.max(Math.abs(low), Math.abs(high));
    const shown = width > 1e-9 * size ? width : size / 10;
    let decimals = shown > 0 ? Math.max(0, 1 - Math.floor(Math.log10(shown))) : 0;
    const nearest = Math.min(Math.abs(low), Math.abs(high));
    if ((low > 0 || high < 0) && nearest < 10 ** -decimals) {
      decimals = Math.max(decimals, Math.ceil(-Math.log10(nearest)));
    }
    decimals = Math.min(9, decimals);
    const unit = 10 ** decimals;
    return [plain(Math.floor(low * unit + 1e-7) / unit, decimals),
      plain(Math.ceil(high * unit - 1e-7) / unit, decimals)];
  }

  /* The smallest round number that is not below a value. */
  function nice(value) {
    if (!(value > 0)) return 1;
    const power = 10 ** Math.floor(Math.log10(value));
    return [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map(k => k * power).find(k => k >= value * (1 - 1e-9));
  }

  function canvas(box, height, label) {
    const font = parseFloat(getComputedStyle(document.body).fontSize);
    const width = Math.max(18 * font, Math.min(box.clientWidth || 44 * font, 56 * font));
    const total = height(font, width);
    const svg = element("svg", { viewBox: `0 0 ${width} ${total}`, width, height: total, role: "img",
      "aria-label": label, "font-size": font * .94, "font-family": "inherit" });
    box.replaceChildren(svg);
    return { svg, font, width };
  }

  function diamond(svg, x, y, r, faint) {
    element("path", { d: `M${x} ${y - r}L${x + r} ${y}L${x} ${y + r}L${x - r} ${y}Z`, stroke: MARK,
      "stroke-width": 2, fill: faint ? "#fff" : MARK, "stroke-dasharray": faint ? "3 2" : "none",
      class: "prediction" }, svg);
  }

  function whisker(svg, x0, x1, y, r) {
    for (const [a, b, c, d] of [[x0, y, x1, y], [x0, y - r, x0, y + r], [x1, y - r, x1, y + r]]) {
      element("line", { x1: a, y1: b, x2: c, y2: d, stroke: "#000", "stroke-width": 2 }, svg);
    }
  }

  function layout(width, font) {
    const wide = width > 40 * font;
    return { wide, left: wide ? 18 * font : .6 * font, right: wide ? 10 * font : .6 * font,
      row: wide ? 3 * font : 4.9 * font, middle: wide ? 1.3 * font : 3.2 * font };
  }

  function labels(svg, row, y, width, font, wide) {
    element("text", { x: 0, y: y + (wide ? 1.6 : 1.1) * font, "font-weight": 600 }, svg, row.label);
    element("text", { x: wide ? width : 0, y: y + (wide ? 1.6 : 2.3) * font,
      "text-anchor": wide ? "end" : "start" }, svg, row.value);
  }

  function ticks(svg, at, y, font, scale, unit, first, last) {
    at.forEach((value, i) => {
      const anchor = i === 0 && first ? "start" : i === at.length - 1 && last ? "end" : "middle";
      const end = i === at.length - 1 ? " " + unit : "";
      element("text", { x: scale(value), y, "text-anchor": anchor, "font-size": font * .8,
        class: "soft" }, svg, number(value) + end);
    });
  }

  /* Bars with intervals. rows: {label, value, unit, most, mean, low, high, runs, mark, faint}. With
     `shared`, all rows stand on one axis that is drawn once. */
  function bars(box, rows, label, shared) {
    const { svg, font, width } = canvas(box, (f, w) =>
      rows.length * (layout(w, f).row + (shared ? 0 : .5 * f)) + (shared ? 2.6 : .5) * f, label);
    const at = layout(width, font), span = width - at.left - at.right;
    const step = at.row + (shared ? 0 : .5 * font);
    rows.forEach((row, i) => {
      const y = i * step, middle = y + at.middle, half = .55 * font;
      const scale = v => at.left + span * Math.max(0, Math.min(1, v / row.most));
      labels(svg, row, y, width, font, at.wide);
      element("rect", { x: at.left, y: middle - half, width: span, height: 2 * half,
        fill: "#f3f3f3" }, svg);
      if (row.mean !== null) {
        element("rect", { x: at.left, y: middle - half, width: scale(row.mean) - at.left,
          height: 2 * half, fill: FILL, stroke: BAR, class: "bar", "data-mean": row.mean }, svg);
      }
      for (const run of row.runs) {
        if (run !== null) {
          element("circle", { cx: scale(run), cy: middle + .3 * font, r: .13 * font,
            fill: "#444" }, svg);
        }
      }
      if (row.low !== null) whisker(svg, scale(row.low), scale(row.high), middle - .12 * font, .3 * font);
      if (row.mark !== null) diamond(svg, scale(row.mark), middle, .45 * font, row.faint);
      if (!shared) ticks(svg, [0, row.most], middle + 1.45 * font, font, scale, row.unit, true, true);
    });
    if (shared) {
      const most = rows[0].most, bottom = rows.length * step;
      const scale = v => at.left + span * v / most;
      element("line", { x1: at.left, y1: bottom, x2: at.left + span, y2: bottom, stroke: INK }, svg);
      const values = [0, 1, 2, 3, 4].map(k => most * k / 4);
      for (const v of values) {
        element("line", { x1: scale(v), x2: scale(v), y1: bottom, y2: bottom + .3 * font,
          stroke: INK }, svg);
      }
      ticks(svg, values, bottom + 1.2 * font, font, scale, "", true, true);
      element("text", { x: at.left + span / 2, y: bottom + 2.2 * font, "text-anchor": "middle",
        "font-size": font * .8, class: "soft" }, svg, rows[0].unit);
    }
  }

  /* Differences with intervals, each row on an axis of its own around 0. */
  function differences(box, rows, label) {
    const { svg, font, width } = canvas(box, (f, w) => rows.length * (layout(w, f).row + .6 * f) + 1.6 * f,
      label);
    const at = layout(width, font), span = width - at.left - at.right, step = at.row + .6 * font;
    element("text", { x: at.left, y: font, class: "soft", "font-size": font * .85 }, svg, "◂ more with B");
    element("text", { x: at.left + span, y: font, class: "soft", "font-size": font * .85,
      "text-anchor": "end" }, svg, "more with A ▸");
    rows.forEach((row, i) => {
      const y = 1.4 * font + i * step, middle = y + at.middle;
      labels(svg, row, y, width, font, at.wide);
      const most = nice(Math.max(Math.abs(row.low || 0), Math.abs(row.high || 0), Math.abs(row.mean || 0)));
      const scale = v => at.left + span * (.5 + .5 * v / most);
      element("line", { x1: at.left, x2: at.left + span, y1: middle, y2: middle, stroke: LINE }, svg);
      element("line", { x1: scale(0), x2: scale(0), y1: middle - .8 * font, y2: middle + .6 * font,
        stroke: INK, "stroke-dasharray": "2 2" }, svg);
      if (row.low !== null) whisker(svg, scale(row.low), scale(row.high), middle, .35 * font);
      if (row.mean !== null) {
        element("circle", { cx: scale(row.mean), cy: middle, r: .35 * font, fill: BAR,
          class: "difference", "data-mean": row.mean }, svg);
      }
      ticks(svg, [-most, 0, most], middle + 1.5 * font, font, scale, row.unit, true, true);
    });
  }

  return { number, together, outward, nice, bars, differences };
})();
