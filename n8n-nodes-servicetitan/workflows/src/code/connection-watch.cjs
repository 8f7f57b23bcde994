// What the daily look at a tenant's connection finds, and what of it is news.
const { problemWords } = require('./airbyte-problem.cjs');

const day = 86_400_000;

/** n8n puts its own words before those of a workflow that it called. */
const plain = (text) => String(text).replace(/^Error executing workflow with item at index \d+:?\s*/, '');

const wordsOf = (error) => plain(error?.message ?? error ?? '');

/** How to ask for the tenant: by its own workflow, by Airbyte, or not at all, when nothing was created yet. */
function wayOf({ route, workflowId, sourceId }) {
  if (route === 'n8n' && workflowId) return 'n8n';
  return route === 'airbyte' && sourceId ? 'airbyte' : 'none';
}

const found = (status, message) => ({ status, message });
/** Nothing is known: the status stays what it was. */
const unknown = (message) => ({ status: null, message });

/** The words for credentials that ServiceTitan does not take: the source's and the node's. */
const notConnected = /not connected yet|client id and client secret|invalid_client/i;

/** The answer of the tenant's own workflow: Connection > Get Status, or why it did not run. */
function ofWorkflow({ status, message, whatToDo, error }) {
  if (status !== undefined && error === undefined) return found(status, [message, whatToDo].filter(Boolean).join('. '));
  return unknown(`Its workflow did not answer: ${wordsOf(error) || 'it gave nothing'}`);
}

/** Airbyte's answer to a question that makes the source sign in to ServiceTitan. */
function ofAirbyte(answer) {
  const { statusCode, error } = answer;
  if (statusCode === 200) return found('Connected', '');
  const words = problemWords(answer).replace(/^Discovering the schema failed: /, '');
  if ([400, 422, 500].includes(statusCode) && /ServiceTitan/.test(words))
    return found(notConnected.test(words) ? 'Not Connected Yet' : 'Attention', words);
  const what =
    statusCode === undefined
      ? wordsOf(error) || 'no answer'
      : [`status ${statusCode}`, words].filter(Boolean).join(', ');
  return unknown(`Airbyte did not answer the question: ${what}`);
}

const verdicts = {
  n8n: ofWorkflow,
  airbyte: ofAirbyte,
  none: () => unknown(''),
};

function change(row, name, verdict) {
  const before = row.status || '';
  if (verdict.status === null || verdict.status === before) return [];
  if (verdict.status === 'Connected')
    return [
      {
        title: `${name} is connected`,
        problem:
          before === ''
            ? 'It was looked at for the first time, and works.'
            : `It works now; it was "${before}" before.`,
        whatToDo: 'Nothing. Its next sync comes by its schedule.',
      },
    ];
  return [
    {
      title: `${name}: ${verdict.status}`,
      problem: verdict.message,
      whatToDo:
        before === 'Connected'
          ? 'It worked before, so the secret was replaced, the app was disconnected, or a permission was taken away: ask the admin of the client.'
          : 'Help the admin of the client through the steps above; this is looked at again tomorrow.',
    },
  ];
}

/** A form that was sent and led to nothing: nothing of it was kept, so nobody but a person can follow it up. */
function leftLying(row, name, now, { remindEveryDays }) {
  const since = row.checkedAt ? new Date(row.checkedAt).getTime() : now;
  const days = Math.floor((now - since) / day);
  if (row.status !== 'Not Connected Yet' || days < 7) return [];
  return [
    {
      title: `${name} is still not connected`,
      problem: `The form was sent ${days} days ago, and ServiceTitan did not take what was in it.`,
      whatToDo: `Ask the admin of the client. ${row.statusMessage ?? ''}`.trim(),
      quietFor: Math.min(7, remindEveryDays) * 24,
    },
  ];
}

function rotation(row, name, now, { rotateAfterDays, remindEveryDays }) {
  const since = row.credentialsSince || row.createdAt;
  const days = since ? Math.floor((now - new Date(since).getTime()) / day) : 0;
  if (rotateAfterDays <= 0 || days < rotateAfterDays) return [];
  return [
    {
      title: `The client secret of ${name} should be replaced`,
      problem: `It has been in use for ${days} days; the limit is ${rotateAfterDays}.`,
      whatToDo:
        row.route === 'airbyte'
          ? 'Generate a new secret in ServiceTitan (Settings > Integrations > API Application Access) and send the form of template 2 again.'
          : "Generate a new secret in ServiceTitan (Settings > Integrations > API Application Access), put it into the tenant's credential in n8n, and today's date into credentialsSince of its row in servicetitan_tenants.",
      quietFor: remindEveryDays * 24,
    },
  ];
}

const blind = (name, { message }) =>
  message === ''
    ? []
    : [
        {
          title: `The connection of ${name} could not be checked`,
          problem: message,
          whatToDo: 'Nothing is known about the tenant itself; it is looked at again tomorrow.',
        },
      ];

/**
 * @param row of servicetitan_tenants
 * @param answer of the one who was asked
 * @returns what the row shall say from now on (null: as before), and the alerts that this is worth
 */
function look(row, answer, settings, moment) {
  const now = moment.getTime();
  const name = row.name || row.tenant;
  const way = wayOf(row);
  const verdict = verdicts[way](answer);
  const logUrl = way === 'n8n' ? `${settings.n8nUrl}/workflow/${row.workflowId}` : settings.airbyteWebUrl;
  const news = [
    ...change(row, name, verdict),
    ...(verdict.status === null ? blind(name, verdict) : []),
    ...(way === 'none' ? leftLying(row, name, now, settings) : rotation(row, name, now, settings)),
  ];
  return {
    tenant: row.tenant,
    update:
      verdict.status === null
        ? null
        : { status: verdict.status, statusMessage: verdict.message, checkedAt: moment.toISOString() },
    news: news.map((alert) => ({ tenant: row.tenant, logUrl, ...alert })),
  };
}

module.exports = { look, wayOf };
