// drive.js: a person at the form, played by the page itself: signs in, types what is wrong and what is right, and says what is seen.
const asked = new URLSearchParams(location.search);
const [cellWrong, cellRight] = ['KT2025-24', 'KT2025-19'];
const patience = 12000;

const seen = async (sentence, look) => {
  const until = Date.now() + patience;
  let found;
  while (!(found = look()) && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
  console.log(`${found ? 'ok' : 'not ok'} ${sentence}${found ? '' : `: ${document.body.innerText.slice(0, 200).replace(/\s+/g, ' ')}`}`);
  return found;
};
const field = (cell, name) => document.querySelector(`fieldset[name="${cell}"] [name="${name}"]`);
const type = (cell, values) => {
  for (const [name, value] of Object.entries(values)) field(cell, name).value = value;
  document.querySelector(`fieldset[name="${cell}"]`).dispatchEvent(new FocusEvent('focusout', { bubbles: true }));
};

await seen('the sign-in has the labels of the contract', () => document.querySelector('#sign-in [name=password]')?.closest('label').innerText.includes('Mật khẩu'));
const form = document.getElementById('sign-in');
form.querySelector('[name=username]').value = asked.get('account');
form.querySelector('[name=password]').value = 'sai';
form.requestSubmit();
await seen('a wrong password is told at its field', () => form.querySelector('[name=password][aria-invalid=true]') && /mật khẩu/i.test(form.querySelector('.fault').innerText));
form.querySelector('[name=password]').value = 'thidua-demo';
form.requestSubmit();

await seen('the report has a field for every cell, with its name', () => {
  const cells = [...document.querySelectorAll('#cells > fieldset')];
  return cells.length > 20 && cells.every((cell) => cell.querySelector('legend').innerText.length > 8 && cell.querySelector('input, textarea'));
});
await seen('codes have their labels', () => [...(field(cellRight, 'status')?.options ?? [])].some(({ textContent }) => /Không/.test(textContent)));
await seen('a ratio is asked for by its counts', () => field(cellRight, 'numerator') && !field(cellRight, 'value'));
await seen('limits are those of the figure', () => [...document.querySelectorAll('[name=value]')].some(({ min, step }) => min === '0' && step === '1'));

type(cellRight, { numerator: 2, denominator: 3 });
await seen('a cell is saved, and what follows from it is shown', () => /66,67/.test(document.querySelector(`fieldset[name="${cellRight}"] .computed`)?.innerText ?? ''));
await seen('the buttons that lead on say what is missing', () => [...document.querySelectorAll('#moves button')].some(({ disabled, nextSibling }) => disabled && nextSibling.innerText.length > 10));

type(cellWrong, { numerator: 4, denominator: 3 });
await seen('a fault stands at its field', () => field(cellWrong, 'numerator').getAttribute('aria-invalid') === 'true' && /lớn hơn mẫu số/.test(document.querySelector(`fieldset[name="${cellWrong}"] .fault`)?.innerText ?? ''));
await seen('nothing is wider than the page', () => document.documentElement.scrollWidth <= innerWidth);
console.log('done');
