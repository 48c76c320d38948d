function summary() {
  find('h1').append('The ', el('b', {}, many(data.records, 'record', 'records')), data.records === 1 ? ' is ' : ' are ',
      el('b', {}, many(data.profiles, 'customer', 'customers')));
  find('.source').textContent = [data.files.join(', '), `model ${data.model}`,
    `links from ${percent(data.linkAt, 0)}, a person looks from ${percent(data.reviewAt, 0)}`,
    `${data.madeAt.slice(0, 16).replace('T', ' ')} UTC`, `${data.seconds.toFixed(1)} s`].join(' · ');
  const doubtful = data.totals.NOT_FOLLOWED + data.totals.REVIEW + data.totals.THROUGH_OTHERS;
  const sizes = data.sizes.map(([size]) => size);
  const tiles = [
    ['Records', count(data.records)],
    ['Profiles', count(data.profiles)],
    ['Merged', count(data.merged), 'profiles of several records'],
    ['Largest profile', count(sizes.length ? sizes[sizes.length - 1] : 0), 'records'],
    ['Compared', count(data.compared), 'pairs'],
    ['Doubtful', count(doubtful), 'pairs'],
  ];
  if (data.measured) {
    const {precision, recall, f1} = data.measured.profiles;
    tiles.push(['F1', percent(f1, 2), `precision ${percent(precision, 2)}, recall ${percent(recall, 2)}`]);
  }
  find('.tiles').append(...tiles.map(([title, value, detail]) => el('div', {}, el('dt', {}, title),
      el('dd', {}, value, detail ? el('small', {}, detail) : null))));
}

function scores() {
  const host = find('#scores');
  if (data.compared === 0) {
    host.querySelector('.chart').append(el('p', {class: 'muted'}, 'No two records share a blocking key, so none were compared.'));
    return;
  }
  drawn(host.querySelector('.chart'), histogram);
  host.querySelector('.legend').append(...zones.map(({name, text}) => el('span', {}, el('i', {class: name}), text)));
  host.append(alternative('Pairs by score', ['From bits', 'Pairs', ...data.measured ? ['One customer', 'Two customers'] : []],
      data.scores.map(([from, pairs, same, other]) => [from.toFixed(2), count(pairs), ...data.measured ? [count(same), count(other)] : []])));
}

function pairs() {
  const press = chips(find('#pairs .chips'), lists.filter(({truth, asked}) => truth ? data.measured : asked ? data.queue : true).map(({name, title, of}) => {
    const total = of ? of.reduce((sum, group) => sum + data.totals[group], 0) : data.lists[name].length;
    return {name, title, detail: count(total), disabled: total === 0};
  }), list);
  const first = lists.find(({name}) => data.lists[name] && data.lists[name].length > 0);
  press(first ? first.name : 'DOUBTFUL');
  find('#pairs .privacy').textContent = data.valuesShown
    ? 'This page shows values of records, which are personal data: keep it as you keep the files they come from.'
    : 'Records are named by system and id only: their values are personal data and are not in this page. --report-values puts them side by side.';
}

function truth() {
  if (!data.measured) return;
  const host = find('#truth');
  host.hidden = false;
  figures(host.querySelector('.figures'));
  if (curve.length === 0) return;
  const [low, high] = curveRange();
  const slider = fill(host.querySelector('input'), {min: low, max: high}, []);
  slider.value = data.link;
  drawn(host.querySelector('.chart'), curves);
  host.append(alternative('Precision, recall and F1 over the threshold', ['Threshold in bits', 'Precision', 'Recall', 'F1'],
      curve.map(({bits, precision, recall, f1}) => [bits.toFixed(2), percent(precision, 2), percent(recall, 2), percent(f1, 2)])));
}

summary();
scores();
review();
pairs();
truth();
sizes(find('#sizes .bars'));
largest(find('#sizes .largest'));
chips(find('#weights .chips'), data.weights.map(({kind}) => ({name: kind, title: kind})),
    kind => weights(find('#weights .grid'), data.weights.find(one => one.kind === kind)))(data.weights[0].kind);
find('footer').textContent = 'Made by karat. This page is complete: it asks no network and sends nothing.';
