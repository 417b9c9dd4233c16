/* The lesson's numbers and sentences: what a plan gave, how two differ, phrases filled in. */
const results = (() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const measure = key => data.measures[key];

  /* -- plans: positions of the dials, and their row among the results ------------------------- */
  const sizes = data.dials.map(d => d.labels.length);
  const rowOf = plan => plan.reduce((row, at, i) => row * sizes[i] + at, 0);
  const nPlans = sizes.reduce((n, k) => n * k, 1);
  const planOf = row => sizes.map((k, i) => Math.floor(row / sizes.slice(i + 1).reduce((n, j) => n * j, 1)) % k);
  const planName = plan => data.dials.map((d, i) => d.short.replace("{}", d.labels[plan[i]])).join(", ");

  function result(key, plan) {
    const [mean, low, high, runs] = data.results[key][rowOf(plan)];
    return { mean, low, high, runs };
  }

  /* Difference of two plans; kept once a pair, so the other order is its mirror image. */
  function contrast(key, rowA, rowB) {
    const [i, j] = rowA < rowB ? [rowA, rowB] : [rowB, rowA];
    const place = i * nPlans - i * (i + 1) / 2 + (j - i - 1);
    const [mean, low, high] = data.differences[key][place];
    if (rowA < rowB || mean === null) return { mean, low, high };
    return { mean: 0 - mean, low: low === null ? null : 0 - high, high: high === null ? null : 0 - low };
  }

  /* -- words ----------------------------------------------------------------------------------- */
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const capital = text => text.charAt(0).toUpperCase() + text.slice(1);

  function direction(low, high) {
    if (low === null || high === null) return "missing";
    if (low > 0) return "more";
    if (high < 0) return "fewer";
    return low === 0 && high === 0 ? "same" : "unclear";
  }

  const called = (kind, key) => fill(data.phrases.names[kind], { fewer: measure(key).fewer });

  function differenceSentence(key, found, a, b) {
    const kind = direction(found.low, found.high), m = measure(key);
    let ends = ["", ""];
    if (kind === "more" || kind === "unclear") ends = charts.outward(found.low, found.high);
    if (kind === "fewer") ends = charts.outward(-found.high, -found.low);
    return capital(fill(data.phrases.difference[kind],
      { a, b, verb: m.verb, noun: m.noun, fewer: m.fewer, low: ends[0], high: ends[1] }));
  }

  function verdict(key, said, found) {
    const m = measure(key);
    if (found.mean === null || found.low === null) {
      return fill(data.phrases.verdict.missing, { said: charts.number(said) });
    }
    const kind = said > found.high ? "above" : said < found.low ? "below" : "inside";
    const ends = charts.outward(found.low, found.high);
    return fill(data.phrases.verdict[kind], { said: charts.number(said), mean: charts.together(found.mean, found.low, found.high),
      low: ends[0], high: ends[1], noun: m.noun, fewer: m.fewer });
  }

  function hit(said, found, key) {
    const same = kind => kind === "same" ? "unclear" : kind;
    const kind = found === "missing" ? "open" : said === same(found) ? "right" : "wrong";
    return fill(data.phrases.hit[kind], { said: called(said, key), found: called(found, key) });
  }

  function lossSentence(plan) {
    const lost = data.fates.map(([key, fate]) => [result(key, plan).mean, fate]).filter(([v]) => v > 0);
    if (!lost.length) return data.phrases.loss.none;
    const [share, fate] = lost.reduce((a, b) => b[0] > a[0] ? b : a);
    return fill(data.phrases.loss[share > 50 ? "most" : "largest"],
      { share: charts.number(Math.round(share)), fate });
  }

  const withInterval = found => found.mean === null ? "–"
    : found.low === null ? charts.number(found.mean)
    : `${charts.together(found.mean, found.low, found.high)} [${charts.outward(found.low, found.high).join(" to ")}]`;

  return { data, measure, sizes, rowOf, planOf, planName, result, contrast, fill, called, direction,
    differenceSentence, verdict, hit, lossSentence, withInterval };
})();
