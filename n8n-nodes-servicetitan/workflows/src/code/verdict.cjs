// What the answers of ServiceTitan and Airbyte mean for the person who filled in the form.

const accessPage = 'Settings > Integrations > API Application Access';

/** Steps for the admin of a tenant that ServiceTitan gives no token for. */
const connectSteps = (appName) => [
  `Sign in to ServiceTitan as an administrator and open ${accessPage}.`,
  `Choose ${appName} in the list of available apps, read what it may do, and allow it (Connect).`,
  'Copy the Tenant ID and the Client ID that are shown there, and generate a Client Secret. ServiceTitan shows the secret once.',
  'Fill in this form again with exactly these values, and with the environment that you signed in to.',
];

const verdict = (status, title, text, steps = []) => ({ status, title, text, steps });

/** A wrong form: nothing was tried. */
const incomplete = (problems) =>
  verdict('Attention', 'Please correct the form', 'Nothing was sent anywhere yet.', problems);

/** @returns null when there is a token */
function ofToken({ statusCode, body, error }, client, appName) {
  if (statusCode === 200 && body?.access_token) return null;
  const where = `${client.environment} environment`;
  if (statusCode === 400 || statusCode === 401)
    return verdict(
      'Not Connected Yet',
      'Not Connected Yet',
      `ServiceTitan's ${where} does not accept this Client ID and Client Secret for ${client.name}. Either the app was not allowed yet, or one of them is mistyped, belongs to the other environment or was replaced by a newer secret. Nothing was created.`,
      connectSteps(appName),
    );
  const what =
    statusCode === undefined
      ? `cannot be reached (${error?.message ?? error ?? 'no answer'})`
      : `answers ${statusCode}`;
  return verdict(
    'Attention',
    'ServiceTitan cannot be asked just now',
    `ServiceTitan's ${where} ${what}. Nothing was created.`,
    ['Wait some minutes and send the form again.'],
  );
}

/** @returns null when the tenant answers */
function ofProbe({ statusCode, error }, client) {
  if (statusCode === 200) return null;
  const what = statusCode === undefined ? `no answer (${error?.message ?? error ?? ''})` : `status ${statusCode}`;
  if (statusCode === 401 || statusCode === 403 || statusCode === 404)
    return verdict(
      'Attention',
      'The credentials work, the tenant does not',
      `ServiceTitan gives a token, but refuses to read tenant ${client.tenantId} with it (${what}). Nothing was created.`,
      [
        `Compare the Tenant ID with the one under ${accessPage}: the Client ID must belong to the same tenant.`,
        'The app must be allowed to read Settings > Business Units.',
        'If both are right, the app key in n8n (credential "ServiceTitan app key") is not the one of this app.',
      ],
    );
  return verdict(
    'Attention',
    'ServiceTitan cannot be asked just now',
    `The tenant gave ${what}. Nothing was created.`,
    ['Wait some minutes and send the form again.'],
  );
}

/** In the client's own time: "Mon, Nov 30, 2:28 AM CST". */
function localTime(moment, timeZone) {
  const date = { weekday: 'short', month: 'short', day: 'numeric' };
  const time = { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' };
  return new Intl.DateTimeFormat('en-US', { timeZone, ...date, ...time }).format(moment);
}

function connected(client, { nextRunAt, isUpdate }) {
  const next = nextRunAt === null ? '' : ` The next sync starts ${localTime(nextRunAt, client.timeZone)}.`;
  return verdict(
    'Connected',
    'Connected',
    isUpdate
      ? `${client.name} was connected before; its credentials and schedule were replaced.${next}`
      : `${client.name} is connected, and its syncs are scheduled.${next}`,
  );
}

/** The reason in a problem document; n8n gives it as text behind the status, quoted once more or not. */
function airbyteSaid(error) {
  const message = error?.message ?? String(error ?? 'no answer');
  const [, status, text] = /^(\d{3}) - (.+)$/s.exec(message) ?? [];
  try {
    const once = JSON.parse(text);
    const problem = typeof once === 'string' ? JSON.parse(once) : once;
    return `${problem.data?.message ?? problem.detail ?? problem.title} (status ${status})`;
  } catch {
    return message;
  }
}

/** Airbyte's own words are of use to the data team, not to a client's admin; both read them here. */
function refused(error, left) {
  const rest =
    left === 0
      ? 'What had been created was taken back.'
      : 'Not all that had been created could be deleted again: look for it in Airbyte.';
  return verdict(
    'Attention',
    'ServiceTitan accepts the credentials, Airbyte does not take the connection',
    `${rest} Airbyte said: ${airbyteSaid(error)}`,
    [
      'Send this text to the data team; it names what to correct in the settings of this form.',
      'Then send the form again.',
    ],
  );
}

const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text) => String(text).replace(/[&<>"]/g, (character) => entities[character]);

/** The page that takes the form's place. */
function answerPage({ status, title, text, steps }) {
  const color = { Connected: '#0d5128', 'Not Connected Yet': '#6d4700', Attention: '#8c1710' }[status];
  const list =
    steps.length === 0
      ? ''
      : `<ol style="margin:.75rem 0 0;padding-left:1.5rem">${steps.map((step) => `<li>${escaped(step)}</li>`).join('')}</ol>`;
  return `<div style="box-sizing:border-box;width:calc(100% - 2rem);max-width:40rem;margin:2rem auto;padding:1.5rem;background:#fff;color:#1c2530;border:1px solid #d9dee5;border-radius:.75rem;font:16px/1.5 system-ui,sans-serif"><h1 style="margin:0 0 .75rem;font-size:1.4rem;color:${color}">${escaped(title)}</h1><p>${escaped(text)}</p>${list}</div>`;
}

module.exports = { answerPage, connected, incomplete, ofProbe, ofToken, refused };
