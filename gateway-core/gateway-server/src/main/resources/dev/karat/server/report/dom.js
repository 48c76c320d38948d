'use strict';

const data = JSON.parse(document.getElementById('data').textContent);
const counted = new Intl.NumberFormat('en');
const find = selector => document.querySelector(selector);

/** An element; what is put into it as a string is text, whatever it holds. */
function el(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'onclick') element.addEventListener('click', value);
    else if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter(child => child !== null));
  return element;
}

/** Sets places and widths in percent of the parent. */
function at(element, left, width) {
  element.style.left = `${left}%`;
  if (width !== undefined) element.style.width = `${width}%`;
  return element;
}

const count = n => counted.format(n);
const many = (n, one, more) => `${count(n)} ${n === 1 ? one : more}`;
const unsigned = bits => bits.toFixed(1).replace('-', '−').replace('−0.0', '0.0');
const signed = bits => (bits >= 0.05 ? '+' : '') + unsigned(bits);

/** A share from 0 to 1, never rounded to certainty. */
function percent(share, digits = 1) {
  const edge = 10 ** -digits;
  if (share < 1 && share > 1 - edge / 100) return `> ${(100 - edge).toFixed(digits)} %`;
  if (share > 0 && share < edge / 100) return `< ${edge} %`;
  return `${(100 * share).toFixed(digits)} %`;
}

/** The key of a record: its system, small, and its id. */
function key([system, id]) {
  return el('span', {class: 'key'}, system ? el('small', {}, system) : null, id);
}

/** Buttons of which one is pressed; the choice is told with its name. */
function chips(host, choices, choose) {
  const press = name => {
    for (const button of host.children) button.setAttribute('aria-pressed', button.dataset.name === name);
    choose(name);
  };
  for (const {name, title, detail, disabled} of choices) {
    const button = el('button', {type: 'button', 'data-name': name, onclick: () => press(name)},
        title, detail ? el('small', {}, ` ${detail}`) : null);
    button.disabled = Boolean(disabled);
    host.append(button);
  }
  return press;
}

/** The same figures as a chart, for whoever reads tables. */
function alternative(caption, heads, rows) {
  const cell = (value, i) => i === 0 ? el('th', {scope: 'row'}, value) : el('td', {class: 'number'}, value);
  return el('details', {}, el('summary', {}, 'As a table'), el('div', {class: 'scroll', tabindex: 0},
      el('table', {class: 'plain'},
          el('caption', {class: 'hidden'}, caption),
          el('thead', {}, el('tr', {}, ...heads.map((head, i) => el('th', {scope: 'col', class: i ? 'number' : null}, head)))),
          el('tbody', {}, ...rows.map(row => el('tr', {}, ...row.map(cell)))))));
}

/** Draws now and whenever the width of the place changes. */
function drawn(host, draw) {
  let width = 0;
  const again = () => {
    if (host.clientWidth !== width && host.clientWidth > 0) {
      width = host.clientWidth;
      host.replaceChildren(draw(width));
    }
  };
  new ResizeObserver(again).observe(host);
  again();
}
