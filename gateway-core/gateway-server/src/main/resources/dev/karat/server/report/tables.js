/** Sizes of profiles: each small one, and ranges of large ones. */
function sizes(host) {
  const ranges = [[11, 20], [21, 50], [51, 100], [101, 1000], [1001, Infinity]];
  const rows = new Map();
  for (const [size, profiles] of data.sizes) {
    const range = ranges.find(([from, to]) => size >= from && size <= to);
    const name = !range ? count(size) : range[1] === Infinity ? `over ${count(range[0] - 1)}` : `${count(range[0])} to ${count(range[1])}`;
    rows.set(name, (rows.get(name) || 0) + profiles);
  }
  const most = Math.max(1, ...rows.values());
  host.append(el('table', {class: 'counts'},
      el('caption', {class: 'muted'}, 'Profiles by number of records; bars on a logarithmic scale.'),
      el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, 'Records'), el('th', {'aria-hidden': 'true'}),
          el('th', {scope: 'col', class: 'number'}, 'Profiles'))),
      el('tbody', {}, ...[...rows].map(([name, n]) => el('tr', {}, el('th', {scope: 'row'}, name),
          el('td', {class: 'track', 'aria-hidden': 'true'}, el('div', {class: 'lane'},
              at(el('span', {class: 'bar'}), 0, 100 * Math.log(1 + n) / Math.log(1 + most)))),
          el('td', {class: 'number'}, count(n)))))));
}

function largest(host) {
  const {from, max, profiles, cut} = data.alarm;
  if (profiles) {
    host.append(el('p', {class: 'alarm'}, `${many(profiles, 'profile has', 'profiles have')} more than ${count(from)} different records: hardly any customer has so many. Look for what joins them.`));
  }
  if (cut) {
    host.append(el('p', {class: 'alarm'}, `${many(cut, 'group of records was', 'groups of records were')} cut, because more than ${count(max)} different records hung together.`));
  }
  host.append(el('h3', {}, data.largest.length ? 'The largest profiles' : 'No profile has more than one record'));
  for (const {id, size, keys} of data.largest) {
    const rest = size - keys.length;
    host.append(el('details', {}, el('summary', {}, el('b', {}, many(size, 'record', 'records')), ' ', el('code', {}, id)),
        el('ul', {class: 'keys'}, ...keys.map(one => el('li', {}, key(one))), rest ? el('li', {}, `and ${count(rest)} more`) : null)));
  }
}

/** What each level of each comparison weighs, for one kind of record. */
function weights(host, {comparisons}) {
  const log = (match, against) => Math.log2(match / against);
  const all = comparisons.flatMap(({levels}) => levels.flatMap(([, match, ...others]) => others.map(other => log(match, other))));
  const low = Math.min(-1, ...all), high = Math.max(1, ...all);
  const place = bits => 2 + 96 * (bits - low) / (high - low);
  const row = ([text, match, shared, namesake, unrelated]) => {
    const alone = log(match, unrelated), household = log(match, shared), name = log(match, namesake);
    return el('tr', {}, el('th', {scope: 'row'}, text),
        el('td', {class: 'track', 'aria-hidden': 'true'}, el('div', {class: 'lane'}, at(el('span', {class: 'zero'}), place(0)),
            at(el('span', {class: `bar ${alone < 0 ? 'against' : 'for'}`}), place(Math.min(0, alone)), Math.abs(place(alone) - place(0))),
            at(el('span', {class: 'ring'}), place(name)), at(el('span', {class: 'mark'}), place(household)))),
        el('td', {class: 'number'}, signed(alone)), el('td', {class: 'number muted'}, signed(household)),
        el('td', {class: 'number muted'}, signed(name)));
  };
  host.replaceChildren(...comparisons.map(({title, levels}) => el('table', {class: 'levels'},
      el('caption', {}, title),
      el('thead', {class: 'hidden'}, el('tr', {}, el('th', {scope: 'col'}, 'Level'), el('th', {}),
          el('th', {scope: 'col'}, 'bits against unrelated customers'), el('th', {scope: 'col'}, 'bits against a household'), el('th', {scope: 'col'}, 'bits against a namesake'))),
      el('tbody', {}, ...levels.map(row)))));
}

/** Figures before and after profiles are made, and at the threshold that would have been best. */
function figures(host) {
  const {links, profiles, neverCompared} = data.measured;
  const best = curve.reduce((a, b) => b.f1 > a.f1 ? b : a, curve[0]);
  const row = (name, figure) => el('tr', {}, el('th', {scope: 'row'}, name),
      ...['precision', 'recall', 'f1'].map(part => el('td', {class: 'number'}, percent(figure[part], 2))));
  host.append(el('table', {class: 'plain'},
      el('thead', {}, el('tr', {}, ...['', 'Precision', 'Recall', 'F1'].map((head, i) => el('th', {scope: 'col', class: i ? 'number' : null}, head)))),
      el('tbody', {}, row('The result: profiles, all pairs in them', profiles),
          row(`Scores alone, link at ${unsigned(data.link)} bits`, links),
          best ? row(`Scores alone, best at ${unsigned(best.bits)} bits`, best) : null)),
  el('p', {class: 'muted'}, `Of ${many(profiles.expected, 'true pair', 'true pairs')} the result misses ${count(profiles.expected - profiles.right)}; `
      + `${count(neverCompared)} of the true pairs share no blocking key and were never compared. `
      + `${count(profiles.found - profiles.right)} of its ${count(profiles.found)} pairs are wrong.`));
}
