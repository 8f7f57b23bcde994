// The dashboard as a page: no script, so it works in n8n's sandbox and on any phone.

const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text) => String(text ?? '').replace(/[&<>"']/g, (character) => entities[character]);

/** Only addresses that a browser opens as pages become links. */
const link = (url, text) =>
  /^https?:\/\//.test(url ?? '') ? `<a href="${escaped(url)}" target="_blank" rel="noopener">${escaped(text)}</a>` : '';

/** A message as it was written, its addresses as links: an address in full is wider than a phone. */
const prose = (text) =>
  String(text ?? '')
    .split(/(https?:\/\/[^\s,"<>]+[^\s,"<>.])/)
    .map((part, at) => (at % 2 === 1 ? link(part, 'this page') : escaped(part)))
    .join('');

const tones = { Connected: 'good', 'Not Connected Yet': 'wait', Attention: 'bad', succeeded: 'good', failed: 'bad' };
const words = {
  succeeded: 'Succeeded',
  failed: 'Failed',
  cancelled: 'Cancelled',
  running: 'Running',
  pending: 'Waiting to start',
  queued: 'Waiting to start',
  incomplete: 'Trying again',
};
const badge = (text, tone) => `<span class="badge ${tone}">${escaped(text)}</span>`;

function formats(timeZone) {
  const moment = new Intl.DateTimeFormat('en-US', { timeZone, dateStyle: 'medium', timeStyle: 'short' });
  const number = new Intl.NumberFormat('en-US');
  return {
    when: (value) =>
      value
        ? `<time datetime="${new Date(value).toISOString()}">${escaped(moment.format(new Date(value)))}</time>`
        : '—',
    count: (value) => (value === null || value === undefined || value === '' ? '—' : escaped(number.format(value))),
    length: (seconds) => {
      if (!seconds) return '';
      const minutes = Math.round(seconds / 60);
      return minutes < 1
        ? `${Math.round(seconds)} s`
        : minutes < 90
          ? `${minutes} min`
          : `${(seconds / 3600).toFixed(1)} h`;
    },
  };
}

function historyRow(run, { when, count, length }) {
  const seconds =
    run.durationSeconds ?? (run.finishedAt ? (new Date(run.finishedAt) - new Date(run.startedAt)) / 1000 : 0);
  return `<tr>
    <td>${when(run.startedAt)}</td>
    <td>${badge(words[run.status] ?? run.status, tones[run.status] ?? 'off')}</td>
    <td class="number">${count(run.records)}</td>
    <td class="number">${count(run.rejects)}</td>
    <td>${escaped(length(seconds))}</td>
    <td>${link(run.logUrl, 'Log')}</td>
  </tr>`;
}

const fact = (name, value) => `<div><dt>${name}</dt><dd>${value}</dd></div>`;

function card(entry, format) {
  const { last } = entry;
  const state = [
    badge(entry.status, tones[entry.status] ?? 'off'),
    entry.isOverdue ? badge('Overdue', 'bad') : '',
    entry.isRunning ? badge('Syncing', 'busy') : '',
    entry.isActive ? '' : badge('Paused', 'off'),
  ].join(' ');
  const button = entry.isRunning || !entry.isActive ? 'disabled' : '';
  const sync = entry.connectionId
    ? `<form method="post" action="servicetitan-sync-now"><input type="hidden" name="connectionId" value="${escaped(entry.connectionId)}"><button ${button}>Sync now</button></form>`
    : '';
  const history = entry.history.map((run) => historyRow(run, format)).join('');
  return `<article>
  <header><h2>${escaped(entry.name)}</h2><p>${state}</p></header>
  ${entry.why ? `<p class="why">${prose(entry.why)}</p>` : ''}
  <dl>
    ${fact('Last sync', last ? `${format.when(last.startedAt)} ${badge(words[last.status] ?? last.status, tones[last.status] ?? 'busy')}` : 'none yet')}
    ${fact('Next sync', format.when(entry.next))}
    ${fact('Records', format.count(last?.records))}
    ${fact('Rejects', format.count(last?.rejects))}
  </dl>
  <footer>${sync}${link(entry.logUrl, 'Open in Airbyte')}${entry.tenantId ? `<small>Tenant ${escaped(entry.tenantId)}</small>` : ''}</footer>
  ${history ? `<details><summary>History</summary><div class="scroll"><table><thead><tr><th>Started</th><th>Result</th><th>Records</th><th>Rejects</th><th>Took</th><th></th></tr></thead><tbody>${history}</tbody></table></div></details>` : ''}
</article>`;
}

/** What the last press of a button led to. */
function noticeOf(notice, entries) {
  const name = entries.find(({ connectionId }) => connectionId === notice?.connectionId)?.name ?? 'this tenant';
  const text = {
    started: `The sync of ${name} was started.`,
    running: `A sync of ${name} runs already.`,
    refused: `Airbyte did not start the sync of ${name}. Open it in Airbyte: it must be active, and the application must be allowed to run it.`,
  }[notice?.result];
  return text === undefined ? '' : `<p class="notice">${escaped(text)}</p>`;
}

/** @returns the whole page */
function page({ entries, settings, now, notice, problem, style }) {
  const format = formats(settings.timeZone || 'UTC');
  const counted = (status) => entries.filter((entry) => entry.status === status).length;
  const overdue = entries.filter(({ isOverdue }) => isOverdue).length;
  const summary = [
    badge(`${counted('Connected')} connected`, 'good'),
    badge(
      `${counted('Attention')} ${counted('Attention') === 1 ? 'needs' : 'need'} attention`,
      counted('Attention') ? 'bad' : 'off',
    ),
    badge(`${counted('Not Connected Yet')} not connected yet`, counted('Not Connected Yet') ? 'wait' : 'off'),
    badge(`${overdue} overdue`, overdue ? 'bad' : 'off'),
  ].join(' ');
  const cards = entries.map((entry) => card(entry, format)).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="${Number(settings.refreshSeconds) || 60};url=servicetitan-status">
<title>ServiceTitan syncs</title>
<style>
${style}
</style>
</head>
<body>
<main>
<h1>ServiceTitan syncs</h1>
<p class="summary">${summary}</p>
${noticeOf(notice, entries)}
${problem ? `<p class="problem">${escaped(problem)}</p>` : ''}
${cards || '<p class="empty">No tenant yet. Onboard a client, or run a sync.</p>'}
<p class="stamp">As of ${format.when(now)} (${escaped(settings.timeZone || 'UTC')}). The page renews itself.</p>
</main>
</body>
</html>`;
}

module.exports = { page };
