const zones = [
  {name: 'two', from: -Infinity, to: data.review, text: 'two customers'},
  {name: 'maybe', from: data.review, to: data.link, text: 'a person should look'},
  {name: 'one', from: data.link, to: Infinity, text: 'one customer'},
];

/** A chart's frame: the two scales, the axis of bits and the two thresholds. */
function frame(width, height, low, high, label) {
  const left = 46, right = 14, top = 48, bottom = 44;
  const x = bits => left + (bits - low) / (high - low) * (width - left - right);
  const y = share => height - bottom - share * (height - top - bottom);
  const root = svg('svg', {viewBox: `0 0 ${width} ${height}`, height, role: 'img', 'aria-label': label});
  const step = [1, 2, 5, 10, 20, 50].find(size => (high - low) / size * 52 < width - left) || 50;
  for (let bits = Math.ceil(low / step) * step; bits <= high; bits += step) {
    root.append(svg('text', {x: x(bits), y: height - bottom + 18, 'text-anchor': 'middle'}, unsigned(bits).slice(0, -2)));
  }
  root.append(svg('line', {class: 'axis', x1: left, x2: width - right, y1: y(0), y2: y(0)}),
      svg('text', {x: width - right, y: height - 6, 'text-anchor': 'end'}, 'score in bits'));
  return {root, x, y, left, right, top, bottom, width, height, low, high};
}

function thresholds({root, x, y, top, low, high}) {
  const marks = [['review', data.review, data.reviewAt, 'end', -6], ['link', data.link, data.linkAt, 'start', 6]];
  for (const [name, bits, share, anchor, gap] of marks) {
    if (bits < low || bits > high) continue;
    root.append(svg('line', {class: 'threshold', 'data-threshold': name, x1: x(bits), x2: x(bits), y1: top - 38, y2: y(0)}),
        svg('text', {class: 'strong', x: x(bits) + gap, y: top - 28, 'text-anchor': anchor}, name),
        svg('text', {x: x(bits) + gap, y: top - 13, 'text-anchor': anchor}, `${unsigned(bits)} · ${percent(share, 0)}`));
  }
}

/** Pairs by score in bars of one bit, or two where it is narrow; counts on a logarithmic scale. */
function histogram(width) {
  const size = width < 520 ? 2 : 1;
  const bars = new Map();
  for (const [from, pairs, same, other] of data.scores) {
    const start = Math.floor(from / size) * size;
    const bar = bars.get(start) || {pairs: 0, same: 0, other: 0};
    bars.set(start, {pairs: bar.pairs + pairs, same: bar.same + same, other: bar.other + other});
  }
  const starts = [...bars.keys()];
  const low = Math.min(...starts, data.review - 4), high = Math.max(...starts.map(start => start + size), data.link + 4);
  const most = Math.max(1, ...[...bars.values()].map(bar => bar.pairs));
  const share = n => Math.log10(1 + n) / Math.log10(1 + most);
  const chart = frame(width, width < 520 ? 240 : 300, low, high, `Histogram of ${count(data.compared)} scores`);
  const {root, x, y, left, right, top} = chart;
  for (const {name, from, to} of zones) {
    const start = Math.max(from, low), end = Math.min(to, high);
    root.append(svg('rect', {class: `tint ${name}`, x: x(start), width: x(end) - x(start), y: top - 40, height: y(0) - top + 40}));
  }
  root.append(svg('text', {x: left - 8, y: top - 28, 'text-anchor': 'end'}, 'pairs'));
  const ticks = most < 1000 ? [1, 3, 10, 30, 100, 300] : [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];
  for (const tick of ticks.filter(one => one <= most)) {
    root.append(svg('line', {class: 'axis', x1: left, x2: width - right, y1: y(share(tick)), y2: y(share(tick))}),
        svg('text', {x: left - 8, y: y(share(tick)) + 4, 'text-anchor': 'end'}, compact(tick)));
  }
  for (const [start, bar] of bars) {
    for (const {name, from, to} of zones) {
      const begin = Math.max(start, from), end = Math.min(start + size, to);
      if (begin < end) {
        root.append(svg('rect', {class: `bar ${name}`, x: x(begin) + (begin === start ? .75 : 0), y: y(share(bar.pairs)),
          width: Math.max(.5, x(end) - x(begin) - (begin === start ? .75 : 0)), height: y(0) - y(share(bar.pairs))}));
      }
    }
  }
  thresholds(chart);
  const line = cursor(chart);
  onBits(chart, bits => {
    moveCursor(chart, line, bits);
    tell(Math.floor(bits / size) * size, size, bars);
  });
  return root;
}

const compact = n => n >= 1e9 ? `${n / 1e9}G` : n >= 1e6 ? `${n / 1e6}M` : n >= 1e3 ? `${n / 1e3}k` : `${n}`;

function tell(start, size, bars) {
  const bar = bars.get(start) || {pairs: 0, same: 0, other: 0};
  const truth = data.measured ? `, of which the truth knows ${count(bar.same)} as one customer and ${count(bar.other)} as two` : '';
  find('#scores .readout').textContent = `${unsigned(start)} to ${unsigned(start + size)} bits: ${many(bar.pairs, 'pair', 'pairs')}${truth}`;
}

function cursor({root, top, y}) {
  const line = svg('line', {class: 'cursor', y1: top, y2: y(0), visibility: 'hidden'});
  root.append(line);
  return line;
}

function moveCursor({x}, line, bits) {
  fill(line, {x1: x(bits), x2: x(bits), visibility: 'visible'}, []);
}

/** Tells the score under the pointer. */
function onBits({root, left, right, width, low, high}, told) {
  const read = event => {
    const place = event.clientX - root.getBoundingClientRect().left;
    const bits = low + (place - left) / (width - left - right) * (high - low);
    if (bits >= low && bits < high) told(bits);
  };
  root.addEventListener('pointermove', read);
  root.addEventListener('pointerdown', read);
}

/** Precision, recall and F1 if every compared pair from a score on were a link. */
const curve = (() => {
  if (!data.measured) return [];
  const points = [];
  let same = 0, other = 0;
  for (const [from, , right, wrong] of [...data.scores].reverse()) {
    same += right;
    other += wrong;
    points.push({bits: from, ...agreement(same, same + other, data.measured.links.expected)});
  }
  return points.reverse();
})();

function agreement(right, found, expected) {
  return {
    precision: found ? right / found : 1,
    recall: expected ? right / expected : 1,
    f1: found + expected ? 2 * right / (found + expected) : 1,
  };
}

/** The point of the curve at a threshold: that of the first bin from there on. */
function pointAt(bits) {
  return curve.find(point => point.bits >= bits - data.bin / 2) || {bits, ...agreement(0, 0, data.measured.links.expected)};
}

/** The part of the curve where something happens. */
function curveRange() {
  const start = Math.max(curve[0].bits, Math.min(data.review, data.link - 16));
  const last = curve.filter(point => point.recall > .02).pop() || curve[curve.length - 1];
  return [Math.floor(start), Math.ceil(Math.max(last.bits, data.link + 4))];
}

/** The curves and the slider under them, which chooses a threshold to read. */
function curves(width) {
  const slider = find('#truth input');
  const [low, high] = curveRange();
  const chart = frame(width, width < 520 ? 270 : 330, low, high, 'Precision, recall and F1 over the threshold');
  const {root, x, y, left, right} = chart;
  for (const tick of [0, .25, .5, .75, 1]) {
    root.append(svg('line', {class: 'axis', x1: left, x2: width - right, y1: y(tick), y2: y(tick)}),
        svg('text', {x: left - 8, y: y(tick) + 4, 'text-anchor': 'end'}, `${100 * tick} %`));
  }
  const line = cursor(chart);
  const inside = curve.filter(point => point.bits >= low && point.bits <= high);
  for (const name of ['precision', 'recall', 'f1']) {
    const path = inside.map((point, i) => `${i ? 'L' : 'M'}${x(point.bits).toFixed(1)} ${y(point[name]).toFixed(1)}`).join('');
    root.append(svg('path', {class: `curve ${name}`, d: path}));
  }
  thresholds(chart);
  for (const name of ['precision', 'recall', 'f1']) {
    root.append(svg('circle', {class: `dot ${name}`, r: 5, cx: x(data.link), cy: y(data.measured.links[name])}));
  }
  const read = () => {
    const bits = Number(slider.value), point = pointAt(bits);
    moveCursor(chart, line, bits);
    find('#truth .readout').textContent = `Linked from ${bits.toFixed(2).replace('-', '−')} bits: `
      + `precision ${percent(point.precision, 2)}, recall ${percent(point.recall, 2)}, F1 ${percent(point.f1, 2)}`;
  };
  slider.oninput = read;
  onBits(chart, bits => {
    slider.value = bits;
    read();
  });
  read();
  return root;
}
