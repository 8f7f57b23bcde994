// Failures from wherever they come, as alerts: which tenant, what failed, what to do, where to read more.

const minute = 60_000;
const hour = 60 * minute;

/** What is the same for the same failure of the same tenant: no numbers, ids or addresses, which differ from run to run. */
function keyOf({ tenant, title, problem }) {
  const words = `${title} ${problem}`
    .toLowerCase()
    .replace(/https?:\/\/\S+/g, '')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g, '')
    .replace(/\d+/g, '#')
    .replace(/\s+/g, ' ')
    .trim();
  return `${tenant}|${words}`.slice(0, 400);
}

/** A job of Airbyte that the words name; both Airbyte and template 6 report it. */
const eventOf = (words) => {
  const [, job] = /\(Airbyte job (\d+)\)/.exec(words) ?? [];
  return job === undefined ? '' : `airbyte job ${job}`;
};

/** @param alert with `quietFor`, where hours of its own are wanted before it is told again */
function alertOf(alert, settings) {
  const { tenant, title, problem, whatToDo, logUrl, event, quietFor } = alert;
  const texts = Object.fromEntries(
    Object.entries({ tenant, title, problem, whatToDo, logUrl, event }).map(([name, text]) => [name, text ?? '']),
  );
  const quietHours = Number(quietFor) > 0 ? Number(quietFor) : settings.quietHours;
  return { alert: keyOf(texts), ...texts, quietHours };
}

/** A run that failed, or a trigger that could not poll: n8n's Error Trigger has a form for each. */
function ofWorkflow({ workflowId, workflowName, message, description, url, lastNode }, tenants, settings) {
  const row = tenants.find((each) => each.workflowId !== '' && each.workflowId === workflowId);
  const words = [message || 'n8n says nothing more.', description].filter(Boolean).join(' ');
  const isPoll = url === '';
  return alertOf(
    {
      tenant: row?.tenant ?? '',
      title: `The workflow "${workflowName}" failed`,
      problem: isPoll ? `Its trigger could not look for changes: ${words}` : words,
      whatToDo: isPoll
        ? 'It tries again by itself at its next time. If it goes on, open the workflow and run its trigger by hand.'
        : `Open the run${lastNode ? `, look at the node "${lastNode}"` : ''}, correct what it names, then press Retry there.`,
      logUrl: url || `${settings.n8nUrl}/workflow/${workflowId}`,
      event: eventOf(words),
    },
    settings,
  );
}

const afterError = {
  config_error:
    'A credential, a permission or a setting must be corrected; the words above say which. Then start the sync again.',
  transient_error: 'Airbyte tries again by itself. If the next sync fails, too, read the log.',
};

/** What Airbyte posts: Slack's text, and beside it the summary of the sync. Null for what is no failure. */
function ofAirbyte({ text, data }, tenants, settings) {
  const isGood = data?.success ?? data?.isSuccess;
  if (isGood === true) return null;
  const id = data?.connection?.id;
  const row = tenants.find(({ connectionId }) => connectionId && connectionId === id);
  const name = row?.name || data?.connection?.name;
  const about = { tenant: row?.tenant ?? name ?? '', logUrl: data?.connection?.url ?? settings.airbyteWebUrl };
  if (data?.jobId === undefined || data.errorMessage === undefined)
    return alertOf(
      {
        ...about,
        title: name ? `Airbyte asks for attention: ${name}` : 'Airbyte has a message',
        problem: text ?? '',
        whatToDo: 'Open Airbyte and look at the connection that is named.',
      },
      settings,
    );
  return alertOf(
    {
      ...about,
      title: `The sync of ${name} failed`,
      problem: data.errorMessage || 'Airbyte gives no reason.',
      whatToDo: afterError[data.errorType] ?? 'Read the log; start the sync again when the reason is mended.',
      event: `airbyte job ${data.jobId}`,
    },
    settings,
  );
}

/** A claim whose run died before it told anybody holds nothing up for longer than this. */
const claimLasts = 15 * minute;

/**
 * Which of these claims are news. Every run writes its claims first and reads all of them then: of two runs that report
 * the same at the same moment, the one with the lower number tells it, and the other one sees that.
 * @param claims alerts with the id of their row
 * @param rows of the table
 */
function sortOut(claims, rows, now) {
  const isHeld = ({ state, at }, quietHours) => {
    const age = now - new Date(at).getTime();
    return (state === 'sent' && age < quietHours * hour) || (state === 'claimed' && age < claimLasts);
  };
  return claims.map((claim) => {
    const earlier = rows.some(
      (row) =>
        row.id < claim.id &&
        (row.alert === claim.alert || (claim.event !== '' && row.event === claim.event)) &&
        // A repeat knows its event by itself: two reports of one event are one, whatever they say
        (isHeld(row, claim.quietHours) || (row.state === 'repeat' && row.event === claim.event && claim.event !== '')),
    );
    return { ...claim, isNew: !earlier };
  });
}

const linesOf = ({ title, problem, whatToDo, logUrl }) =>
  [
    title,
    problem && `What happened: ${problem}`,
    whatToDo && `What to do: ${whatToDo}`,
    logUrl && `Read more: ${logUrl}`,
  ].filter(Boolean);

const slackText = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** One message for all that is new. */
function messageOf(alerts) {
  const [first] = alerts;
  const subject = alerts.length === 1 ? first.title : `${first.title} (and ${alerts.length - 1} more)`;
  return {
    subject,
    text: alerts.map((alert) => linesOf(alert).join('\n')).join('\n\n'),
    slack: alerts
      .map((alert) => {
        const [title, ...rest] = linesOf(alert).map(slackText);
        return [`*${title}*`, ...rest].join('\n');
      })
      .join('\n\n'),
    ids: alerts.map(({ id }) => id),
  };
}

module.exports = { alertOf, messageOf, ofAirbyte, ofWorkflow, sortOut };
