const outcomes = {
  NOT_FOLLOWED: {tag: 'link not followed', look: 'against', text: 'The score links them, but their profiles stay apart: records of the two contradict each other, most of their pairs speak against it, or a limit forbids it.'},
  REVIEW: {tag: 'between the thresholds', look: 'maybe', text: 'They stay apart, and a person should look.'},
  THROUGH_OTHERS: {tag: 'together through others', look: 'maybe', text: 'Other records join them; their own score would not.'},
  LINKED: {tag: 'linked', look: 'one', text: 'The score links them.'},
  REFUSED: {tag: 'apart', look: 'two', text: 'The score is below both thresholds.'},
  WRONG: {tag: 'wrongly together', look: 'against', text: 'One profile, though the truth says two customers.'},
  MISSED: {tag: 'missed', look: 'against', text: 'Two profiles, though the truth says one customer.'},
};
const lists = [
  {name: 'RANDOM', title: 'Merged, at random', note: 'Drawn from all that were merged: from your answers the share of right merges is told.', asked: true},
  {name: 'RISKIEST', title: 'Riskiest merges', note: 'Merged, and the least is known for it.', asked: true},
  {name: 'NEAREST', title: 'Nearly merged', note: 'Apart, and nearest to being one customer.', asked: true},
  {name: 'DOUBTFUL', title: 'Doubtful', of: ['NOT_FOLLOWED', 'REVIEW', 'THROUGH_OTHERS'], note: 'Their own score does not settle what became of them. The most doubtful first.'},
  {name: 'LINKED', title: 'Weakest links', of: ['LINKED'], note: 'Linked by their score, the weakest first.'},
  {name: 'REFUSED', title: 'Strongest refused', of: ['REFUSED'], note: 'Below both thresholds and apart, the strongest first.'},
  {name: 'WRONG', title: 'Wrong', of: ['WRONG'], note: 'Together against the truth, the strongest first.', truth: true},
  {name: 'MISSED', title: 'Missed', of: ['MISSED'], note: 'Compared and apart against the truth, the weakest first.', truth: true},
];
const truths = {SAME_CUSTOMER: 'truth: one customer', OTHER_CUSTOMER: 'truth: two customers'};

function names({a, b}) {
  return [key(a), el('span', {class: 'versus'}, 'and'), key(b)];
}

/** What speaks for and against a pair the most, in a few words. */
function gist({lines}) {
  const evidence = lines.map(([text, weight]) => [data.texts[text][0], weight]).filter(([title]) => title !== 'Start');
  const pick = (sign, wanted) => evidence.filter(([, weight]) => sign * weight > .5)
      .sort((a, b) => sign * (b[1] - a[1])).slice(0, wanted).map(([title]) => `${sign > 0 ? '+' : '−'}\u00a0${title.toLowerCase()}`);
  return [...pick(1, 2), ...pick(-1, 2)].map(text => el('span', {}, text));
}

/** The list of one choice and the waterfall of the pair that is chosen in it. */
function list(name) {
  const {of, note} = lists.find(one => one.name === name);
  const shown = data.lists[name];
  const total = of ? of.reduce((sum, group) => sum + data.totals[group], 0) : shown.length;
  const pairs = shown.map(index => data.pairs[index]);
  const told = pairs.reduce((sum, pair) => sum + pair.times, 0);
  find('#pairs .note').textContent = pairs.length === 0 ? 'There are none.'
    : `${note} ${told < total ? `Shown are ${count(pairs.length)} of ${count(total)}.` : ''}`;
  const buttons = pairs.map(pair => el('button', {type: 'button', onclick: () => choose(pair, true)},
      el('span', {class: 'names'}, ...names(pair)),
      el('span', {class: 'score'}, unsigned(pair.score)),
      el('span', {class: 'gist'}, el('span', {}, outcomes[pair.group].tag), ...gist(pair),
          pair.times > 1 ? el('span', {}, `${count(pair.times)} such pairs`) : null)));
  const choose = (pair, byHand) => {
    chosenList = name;
    buttons.forEach((button, i) => button.setAttribute('aria-current', pairs[i] === pair));
    find('#pairs .why').replaceChildren(...why(pair));
    if (byHand && matchMedia('(max-width: 860px)').matches) find('#pairs .why').scrollIntoView({block: 'start'});
  };
  const host = find('#pairs .list');
  host.hidden = pairs.length === 0;
  host.replaceChildren(...buttons.map(button => el('li', {}, button)));
  host.scrollTop = 0;
  host.onkeydown = event => {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    const next = step && buttons[buttons.indexOf(document.activeElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
    choose(pairs[buttons.indexOf(next)], false);
  };
  if (pairs.length > 0) choose(pairs[0], false);
  else find('#pairs .why').replaceChildren();
}

/** Why a pair weighs what it weighs. */
function why(pair) {
  const {tag, look, text} = outcomes[pair.group];
  const more = pair.times > 1 ? ` ${many(pair.times - 1, 'more pair says', 'more pairs say')} exactly the same.` : '';
  return [
    el('h3', {}, ...names(pair)),
    el('div', {class: 'verdict'}, el('strong', {}, `${unsigned(pair.score)} bits`), el('span', {class: 'muted'}, percent(pair.probability)),
        el('span', {class: `tag ${look}`}, tag), truths[pair.truth] ? el('span', {class: 'tag two'}, truths[pair.truth]) : null),
    el('p', {class: 'muted'}, text + more),
    data.queue ? question(pair) : null,
    waterfall(pair),
    data.valuesShown ? values(pair) : null,
  ].filter(part => part !== null);
}

/** From the start over each piece of evidence to the total. */
function waterfall({lines, score}) {
  let sum = 0;
  const steps = lines.map(([text, weight]) => {
    const [title, detail] = data.texts[text];
    const from = sum;
    sum += weight;
    return {title, detail, weight, from, to: sum, look: title === 'Start' ? 'start' : weight < 0 ? 'against' : 'for'};
  }).filter(({title, weight}) => title !== 'Household' || Math.abs(weight) >= .05);
  const ends = [0, score, data.link, data.review, ...steps.flatMap(({from, to}) => [from, to])];
  const low = Math.min(...ends) - 1, high = Math.max(...ends) + 1;
  const place = bits => 100 * (bits - low) / (high - low);
  const marks = () => [at(el('span', {class: 'zero'}), place(0)),
    at(el('span', {class: 'line', 'data-threshold': 'review'}), place(data.review)), at(el('span', {class: 'line', 'data-threshold': 'link'}), place(data.link))];
  const bar = (from, to, look) => at(el('span', {class: `bar ${look}`}), place(Math.min(from, to)), Math.abs(place(to) - place(from)));
  const row = ({title, detail, weight, from, to, look}) => el('tr', {},
      el('th', {scope: 'row'}, title, detail ? el('small', {}, detail) : null),
      el('td', {class: 'track', 'aria-hidden': 'true'}, el('div', {class: 'lane'}, ...marks(), from === 0 && look === 'start' ? null : at(el('span', {class: 'step in'}), place(from)), bar(from, to, look), at(el('span', {class: 'step out'}), place(to)))),
      el('td', {class: 'number'}, signed(weight)));
  const label = (name, bits, side) => at(el('span', {class: `label ${side}`}, name), place(bits));
  return el('table', {class: 'waterfall'},
      el('caption', {class: 'hidden'}, 'How the score adds up, in bits'),
      el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, 'Evidence'),
          el('th', {class: 'track', 'aria-hidden': 'true'}, el('div', {class: 'lane'}, label('review', data.review, 'left'), label('link', data.link, 'right'))),
          el('th', {scope: 'col', class: 'number'}, 'Bits'))),
      el('tbody', {}, ...steps.map(row)),
      el('tfoot', {}, el('tr', {}, el('th', {scope: 'row'}, 'Score'),
          el('td', {class: 'track', 'aria-hidden': 'true'}, el('div', {class: 'lane'}, ...marks(), at(el('span', {class: 'step in'}), place(score)), bar(0, score, 'total'))),
          el('td', {class: 'number'}, unsigned(score)))));
}

/** What both records say, side by side. */
function values({a, b, values: rows}) {
  const same = (x, y) => x.toLowerCase() === y.toLowerCase();
  return el('table', {class: 'values'},
      el('caption', {class: 'muted'}, 'What the two records say'),
      el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, ''), el('th', {scope: 'col'}, key(a)), el('th', {scope: 'col'}, key(b)))),
      el('tbody', {}, ...rows.map(([column, x, y]) => el('tr', {class: x && y && !same(x, y) ? 'differs' : null},
          el('th', {scope: 'row'}, column), el('td', {}, x), el('td', {}, y)))));
}
