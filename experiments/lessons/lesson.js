/* The lesson: predict, lock, look, compare. */
(() => {
  const { data, measure, sizes, rowOf, planOf, planName, result, contrast, fill, called, direction,
    differenceSentence, verdict, hit, lossSentence, withInterval } = results;
  const $ = id => document.getElementById(id);

  /* -- dials ----------------------------------------------------------------------------------- */
  function stops(box, name, labels, chosen, onChange) {
    labels.forEach(([value, text]) => {
      const label = document.createElement("label"), input = document.createElement("input");
      const shown = document.createElement("span");
      Object.assign(input, { type: "radio", name, value, checked: value === chosen });
      shown.textContent = text;
      label.append(input, shown);
      box.append(label);
      if (onChange) input.addEventListener("change", () => onChange(value));
    });
  }

  function makeDials(box, prefix, plan, onChange) {
    data.dials.forEach((dial, i) => {
      const set = document.createElement("fieldset"), legend = document.createElement("legend");
      legend.textContent = dial.name;
      const help = document.createElement("p"), row = document.createElement("div");
      help.textContent = dial.help;
      help.id = `${prefix}-${dial.key}-help`;
      row.className = "stops";
      set.setAttribute("aria-describedby", help.id);
      set.append(legend, help, row);
      box.append(set);
      stops(row, `${prefix}-${dial.key}`, dial.labels.map((text, k) => [k, text]), plan[i], value => {
        plan[i] = value;
        onChange();
      });
    });
  }

  function setDials(prefix, plan) {
    data.dials.forEach((dial, i) => {
      document.querySelectorAll(`input[name="${prefix}-${dial.key}"]`).forEach(input => {
        input.checked = Number(input.value) === plan[i];
      });
    });
  }

  /* -- what the student did; kept in the tab ----------------------------------------------------- */
  const KEPT = `buyernet ${data.identity}`;
  const state = { plan: [...data.start], locked: null, bets: [], answers: {}, name: "", learnt: "" };
  function keep() {
    try { sessionStorage.setItem(KEPT, JSON.stringify(state)); } catch { /* the page works without */ }
  }
  try { Object.assign(state, JSON.parse(sessionStorage.getItem(KEPT) || "{}")); } catch { /* as new */ }
  const looking = [...(state.locked ? state.locked.plan : state.plan)];

  /* -- predict and lock -------------------------------------------------------------------------- */
  function lock(event) {
    event.preventDefault();
    if (state.locked) return;
    const said = {}, problems = [];
    let first = null;
    for (const p of data.predictions) {
      const input = $(`say-${p.measure}`), text = input.value.trim(), value = Number(text);
      const wrong = text === "" || !(value >= 0 && value <= p.most);
      input.setAttribute("aria-invalid", String(wrong));
      if (wrong) {
        problems.push(`Give a number from 0 to ${p.most}: ${p.question}`);
        first = first || input;
      }
      said[p.measure] = value;
    }
    const reason = $("reason").value.trim();
    $("reason").setAttribute("aria-invalid", String(!reason));
    if (!reason) {
      problems.push("Write why you think so.");
      first = first || $("reason");
    }
    $("problem").textContent = problems.join(" ");
    if (problems.length) { first.focus(); return; }
    state.locked = Object.freeze({ plan: [...state.plan], said, reason });
    looking.splice(0, looking.length, ...state.locked.plan);
    setDials("look", looking);
    keep();
    reveal();
    $("h-result").focus();
  }

  function reveal() {
    document.body.classList.add("done");
    for (const set of document.querySelectorAll("#dials-plan fieldset")) set.disabled = true;
    for (const p of data.predictions) {
      $(`say-${p.measure}`).value = state.locked.said[p.measure];
      $(`say-${p.measure}`).disabled = true;
    }
    $("reason").value = state.locked.reason;
    $("reason").readOnly = true;
    $("lock").disabled = true;
    $("locked").textContent = `Locked, for the plan: ${planName(state.locked.plan)}.`;
    for (const id of ["result", "compare", "why", "check", "next", "notebook"]) $(id).hidden = false;
    list($("verdicts"), data.predictions.map(p =>
      `${p.question} ${verdict(p.measure, state.locked.said[p.measure], result(p.measure, state.locked.plan))}`));
    document.querySelectorAll("textarea").forEach(field => { if (field.value) grow(field); });
    look();
    notes();
  }

  function list(box, sentences) {
    box.replaceChildren(...sentences.map(text => {
      const item = document.createElement("li");
      item.textContent = text;
      return item;
    }));
  }

  /* -- look -------------------------------------------------------------------------------------- */
  function chartRow(key, plan, most) {
    const m = measure(key), found = result(key, plan);
    const mark = key in state.locked.said ? state.locked.said[key] : null;
    return { label: m.label, value: withInterval(found), unit: m.unit, most, ...found, mark,
      faint: rowOf(plan) !== rowOf(state.locked.plan) };
  }

  /* One axis for a measure in all plans, so that moving a dial moves the bar; the mark fits too. */
  function mostOf(key) {
    if (measure(key).most) return measure(key).most;
    const all = data.results[key].flatMap(row => [row[2], ...row[3]]).filter(v => v !== null);
    return charts.nice(Math.max(...all, state.locked.said[key] || 0));
  }

  function look() {
    const plan = looking, name = planName(plan);
    const rows = keys => keys.map(key => chartRow(key, plan, mostOf(key)));
    const rates = rows(data.rates), totals = rows(data.totals);
    const spoken = list => list.map(r => `${r.label} ${r.value}`).join("; ");
    charts.bars($("rates"), rates, `Plan ${name}, of 100 messages sent: ${spoken(rates)}`, true);
    charts.bars($("totals"), totals, `Plan ${name}: ${spoken(totals)}`, false);
    list($("said"), [
      `Plan: ${name}.`,
      ...data.rates.slice(1).filter(key => key in state.locked.said).map(key =>
        `Of every 100 messages sent, ${withInterval(result(key, plan))} ${measure(key).label}.`),
      lossSentence(plan),
      `In all: ${data.totals.slice(0, 3).map(key => `${withInterval(result(key, plan))} ${measure(key).noun}`).join(", ")}.`,
    ]);
    numbers(plan);
  }

  function cell(kind, text, row, scope) {
    const made = document.createElement(kind);
    made.textContent = text;
    if (scope) made.scope = scope;
    if (kind === "td") made.className = "num";
    row.append(made);
  }

  function numbers(plan) {
    const table = document.createElement("table");
    const head = table.createTHead().insertRow();
    ["what", "average", "interval", "unit"].forEach(text => cell("th", text, head, "col"));
    const body = table.createTBody();
    for (const key of Object.keys(data.measures)) {
      const found = result(key, plan), row = body.insertRow();
      cell("th", measure(key).label, row, "row");
      cell("td", found.low === null ? charts.number(found.mean)
        : charts.together(found.mean, found.low, found.high), row);
      cell("td", found.low === null ? "–" : charts.outward(found.low, found.high).join(" to "), row);
      cell("td", measure(key).unit, row);
    }
    $("numbers").replaceChildren(table);
  }

  /* -- two plans --------------------------------------------------------------------------------- */
  const first = data.compared[0];
  const pair = { A: [...data.start], B: data.start.map((at, i) => i === 0 ? (at + 1) % sizes[0] : at) };
  const betChoices = [["more", "plan A"], ["fewer", "plan B"], ["unclear", "no clear difference"]];

  function makePair() {
    for (const side of ["A", "B"]) {
      const set = document.createElement("fieldset"), legend = document.createElement("legend");
      legend.textContent = `Plan ${side}`;
      set.append(legend);
      data.dials.forEach((dial, i) => {
        const label = document.createElement("label"), select = document.createElement("select");
        select.id = `pair-${side}-${dial.key}`;
        dial.labels.forEach((text, k) => select.add(new Option(text, k, false, k === pair[side][i])));
        select.addEventListener("change", () => {
          pair[side][i] = Number(select.value);
          hideDifference();
        });
        label.append(dial.name + " ", select);
        set.append(label);
      });
      $("pair").append(set);
    }
    stops($("bets"), "bet", betChoices, null, () => { $("difference").hidden = true; });
    $("bet").addEventListener("submit", showDifference);
  }

  function hideDifference() {
    $("difference").hidden = true;
    $("hit").textContent = "";
    $("bet-problem").textContent = "";
    document.querySelectorAll('input[name="bet"]').forEach(input => { input.checked = false; });
  }

  function showDifference(event) {
    event.preventDefault();
    const said = document.querySelector('input[name="bet"]:checked');
    const [a, b] = [rowOf(pair.A), rowOf(pair.B)];
    $("bet-problem").textContent = a === b ? "Both plans are the same. Change a dial of one of them."
      : said ? "" : "Say first which plan brings more.";
    if (a === b || !said) return;
    const bet = { a, b, said: said.value };
    const before = state.bets.find(k => k.a === a && k.b === b);
    if (!before) state.bets.push(bet); // the first word on a pair counts
    keep();
    drawDifference(before || bet);
    notes();
  }

  function drawDifference(bet) {
    const found = data.compared.map(key => ({ key, ...contrast(key, bet.a, bet.b) }));
    $("difference").hidden = false;
    $("hit").textContent = betSentence(bet);
    list($("differences"), found.map(d => differenceSentence(d.key, d, "plan A", "plan B")));
    const rows = found.map(d => ({ label: measure(d.key).label, unit: measure(d.key).unit,
      value: withInterval(d), ...d }));
    charts.differences($("contrast"), rows,
      `Plan A minus plan B: ${rows.map(r => `${r.label} ${r.value}`).join("; ")}`);
  }

  function betSentence(bet) {
    const found = contrast(first, bet.a, bet.b), kind = direction(found.low, found.high);
    const said = betChoices.find(([value]) => value === bet.said)[1];
    const names = { more: "plan A", fewer: "plan B", unclear: "no clear difference", same: "no clear difference" };
    const outcome = kind === "missing" ? "open" : names[kind] === said ? "right" : "wrong";
    return fill(data.phrases.hit[outcome], { said, found: names[kind] });
  }

  /* -- three questions --------------------------------------------------------------------------- */
  function makeQuiz(form) {
    const number = Number(form.dataset.question), q = data.questions[number];
    const kinds = ["more", "fewer", "unclear"].map(kind => [kind, called(kind, q.measure)]);
    stops(form.querySelector(".stops"), `quiz-${number}`, kinds, null);
    const show = () => {
      const said = state.answers[number], found = contrast(q.measure, q.a, q.b);
      form.querySelectorAll("input").forEach(input => { input.checked = input.value === said; });
      form.querySelector("fieldset").disabled = true;
      form.querySelector("button").disabled = true;
      form.querySelector(".answer").textContent = `${hit(said, direction(found.low, found.high), q.measure)} `
        + differenceSentence(q.measure, found, "plan A", "plan B");
    };
    form.addEventListener("submit", event => {
      event.preventDefault();
      const said = form.querySelector("input:checked");
      form.querySelector(".problem").textContent = said ? "" : "Choose an answer first.";
      if (!said || number in state.answers) return;
      state.answers[number] = said.value;
      keep();
      show();
      notes();
    });
    if (number in state.answers) show();
  }

  /* -- notebook ---------------------------------------------------------------------------------- */
  function notes() {
    const lines = [["My plan", planName(state.locked.plan)]];
    for (const p of data.predictions) {
      lines.push([p.question, verdict(p.measure, state.locked.said[p.measure], result(p.measure, state.locked.plan))]);
    }
    lines.push(["My reason, written before I looked", state.locked.reason]);
    state.bets.forEach((bet, i) => lines.push([`Comparison ${i + 1}`,
      `Plan A: ${planName(planOf(bet.a))}. Plan B: ${planName(planOf(bet.b))}. ${betSentence(bet)} `
      + differenceSentence(first, contrast(first, bet.a, bet.b), "plan A", "plan B")]));
    const done = Object.keys(state.answers).length;
    if (done) {
      const right = data.questions.filter((q, i) => {
        const kind = q.direction === "same" ? "unclear" : q.direction;
        return state.answers[i] === kind;
      }).length;
      lines.push(["Three questions", `${right} as in the runs, of ${done} answered`]);
    }
    $("notes").replaceChildren(...lines.map(([term, text]) => {
      const box = document.createElement("div"), dt = document.createElement("dt");
      const dd = document.createElement("dd");
      dt.textContent = term;
      dd.textContent = text;
      box.append(dt, dd);
      return box;
    }));
  }

  /* Text fields grow with what is written, so that paper shows all of it. */
  function grow(field) {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 4}px`;
  }

  /* -- begin ------------------------------------------------------------------------------------- */
  makeDials($("dials-plan"), "plan", state.plan, keep);
  makeDials($("dials-look"), "look", looking, look);
  makePair();
  document.querySelectorAll("form.quiz").forEach(makeQuiz);
  $("predict").addEventListener("submit", lock);
  for (const id of ["name", "learnt"]) {
    $(id).value = state[id];
    $(id).addEventListener("input", () => { state[id] = $(id).value; keep(); });
  }
  for (const field of document.querySelectorAll("textarea")) {
    field.addEventListener("input", () => grow(field));
  }
  $("print").addEventListener("click", () => window.print());
  $("clear").addEventListener("click", () => {
    if ($("clear").dataset.sure !== "yes") {
      $("clear").dataset.sure = "yes";
      $("clear").textContent = "Really clear everything? Press again";
      return;
    }
    try { sessionStorage.removeItem(KEPT); } catch { /* nothing was kept */ }
    location.reload();
  });
  let width = 0;
  window.addEventListener("resize", () => {
    if (!state.locked || document.body.clientWidth === width) return;
    width = document.body.clientWidth;
    look();
    const shown = state.bets.find(bet => bet.a === rowOf(pair.A) && bet.b === rowOf(pair.B));
    if (!$("difference").hidden && shown) drawDifference(shown);
  });
  if (state.locked) reveal();
})();
