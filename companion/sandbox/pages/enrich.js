// The second tab: a list of records in, a table out.
import { createErrorBox } from './chat.js';
import { sendRequest } from './transport.js';

/** Starts the tab; `settings()` is read anew for every call. */
export function startEnrich(settings) {
  const byId = (id) => document.getElementById(id);
  const input = byId('records');
  const button = byId('enrich');
  const stopButton = byId('stop-enrich');
  let stop = null;
  const records = () =>
    input.value
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  const countRecords = () => {
    const count = records().length;
    byId('records-count').textContent = `${count} ${count === 1 ? 'record' : 'records'}`;
  };
  const setBusy = (isBusy) => {
    button.disabled = isBusy;
    stopButton.disabled = !isBusy;
    if (!isBusy) stop = null;
  };
  input.value = sampleRecords.join('\n');
  input.addEventListener('input', countRecords);
  countRecords();
  stopButton.addEventListener('click', () => stop?.());
  button.addEventListener('click', () => {
    if (stop !== null || records().length === 0) return;
    byId('enrich-error').replaceChildren();
    const { key, transport } = settings();
    setBusy(true);
    stop = sendRequest(
      { url: '/v1/enrich', body: { records: records() }, key, transport, isStream: false },
      {
        event: () => {},
        done: (answer) => {
          showResults(answer.data);
          setBusy(false);
        },
        failed: ({ status, message }) => {
          byId('enrich-error').replaceChildren(createErrorBox(status, message));
          setBusy(false);
        },
        stopped: () => setBusy(false),
      },
    );
  });
}

function showResults(rows) {
  const body = document.querySelector('#enrich-table tbody');
  body.replaceChildren(...rows.map(createRow));
  document.getElementById('enrich-frame').hidden = false;
}

function createRow(entry) {
  const row = document.createElement('tr');
  const name = typeof entry.record === 'string' ? entry.record : JSON.stringify(entry.record);
  const cells = [name, entry.industry, entry.employees.toLocaleString('en'), entry.country, entry.founded];
  for (const [index, value] of [...cells, `${Math.round(entry.confidence * 100)} %`].entries()) {
    const cell = row.insertCell();
    cell.textContent = value;
    if (index === 2 || index > 3) cell.className = 'number';
  }
  return row;
}

const sampleRecords = [
  'Acme Logistics',
  'Blue Harbor Foods',
  'Cedar & Sons',
  'Delta Print',
  'Eastgate Tools',
  'Fjord Energy',
  'Granite Works',
  'Hilltop Dairy',
  'Indigo Textiles',
  'Juniper Health',
  'Kite Software',
  'Lantern Media',
  'Maple Finance',
  'Northwind Cargo',
  'Orchard Books',
  'Pebble Toys',
  'Quartz Optics',
  'Riverside Clinic',
  'Silver Oak Homes',
  'Tundra Outdoor',
  'Umber Coffee',
  'Vista Travel',
  'Willow Schools',
  'Xenon Lighting',
  'Yellow Cab Co-op',
];
