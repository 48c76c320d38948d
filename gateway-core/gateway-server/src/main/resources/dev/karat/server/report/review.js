/** What was answered: by pair, from which list it was asked. */
const answers = new Map();
let chosenList = null;

const asked = {yes: 'One customer', no: 'Two customers', unsure: 'Unsure'};

/** Buttons to say what a pair is. */
function question(pair) {
  const host = el('div', {class: 'chips question', role: 'group', 'aria-label': 'Are both one customer?'});
  const show = () => {
    const given = answers.get(pair);
    for (const button of host.children) button.setAttribute('aria-pressed', Boolean(given) && given.answer === button.dataset.name);
  };
  host.append(...Object.entries(asked).map(([name, title]) => el('button', {type: 'button', 'data-name': name, onclick: () => {
    const before = answers.get(pair);
    answers.set(pair, {answer: name, list: before ? before.list : chosenList});
    show();
    progress();
  }}, title)));
  show();
  return host;
}

function progress() {
  const drawn = data.lists.RANDOM.map(index => data.pairs[index]);
  const done = drawn.filter(pair => answers.has(pair)).length;
  find('#review .answered').textContent = `${many(answers.size, 'pair', 'pairs')} answered, ${count(done)} of ${count(drawn.length)} drawn at random.`;
}

function saved() {
  const lines = [...answers].map(([{a, b}, {answer, list}]) => ({first: a, second: b, answer, list}));
  const file = new Blob([JSON.stringify({answers: lines}, null, 1)], {type: 'application/json'});
  const link = el('a', {href: URL.createObjectURL(file), download: 'karat-answers.json'});
  link.click();
  URL.revokeObjectURL(link.href);
}

function review() {
  if (!data.queue) return;
  const host = find('#review');
  host.hidden = false;
  host.querySelector('.chips').append(el('button', {type: 'button', onclick: saved}, 'Save the answers'));
  const table = (caption, heads, rows) => el('table', {class: 'plain'}, el('caption', {class: 'muted'}, caption),
      el('thead', {}, el('tr', {}, ...heads.map((head, i) => el('th', {scope: 'col', class: i ? 'number' : null}, head)))),
      el('tbody', {}, ...rows.map(([name, value]) => el('tr', {}, el('th', {scope: 'row'}, name), el('td', {class: 'number'}, value)))));
  host.querySelector('.overlap').append(table('Who knows the customers', ['Systems', 'Profiles'],
      data.overlap.map(([systems, profiles]) => [systems, count(profiles)])));
  host.querySelector('.queue').append(table('Pairs to look at, by where review begins', ['From', 'Pairs'],
      data.queue.map(([from, pairs]) => [percent(from, 0), count(pairs)])));
  progress();
}
