// What a client's form means: checked, trimmed, and turned into the names, addresses and schedule that follow from it.
const { quartz } = require('./quartz.cjs');

const addresses = {
  Production: {
    environment: 'production',
    auth: 'https://auth.servicetitan.io/connect/token',
    api: 'https://api.servicetitan.io',
  },
  Integration: {
    environment: 'integration',
    auth: 'https://auth-integration.servicetitan.io/connect/token',
    api: 'https://api-integration.servicetitan.io',
  },
};

/** A key for the system that ingests: lower case, digits and underscores. */
const keyOf = (name) =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');

/** Minutes that a zone is ahead of UTC at a moment. */
function offsetAt(timeZone, moment) {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(moment);
  const part = (type) => Number(parts.find((each) => each.type === type).value);
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
  return Math.round((local - moment.getTime()) / 60_000);
}

/** In winter on either half of the earth: Airbyte's cron knows no summer time. */
const standardOffset = (timeZone, year) =>
  Math.min(...[0, 6].map((month) => offsetAt(timeZone, new Date(Date.UTC(year, month, 15)))));

/** So that not all tenants start at once: the same minute for a key whenever it is asked. */
function slotOf(key, minutes) {
  let sum = 0;
  for (const character of key) sum = (sum * 31 + character.codePointAt(0)) % 1_000_003;
  return sum % minutes;
}

const dayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** Quartz in UTC for "in the night to Monday" and "to the first of the month", by the client's clock. */
function scheduleOf(frequency, { timeZone, key, startAt, year }) {
  const [hours = 2, minutes = 0] = String(startAt).split(':').map(Number);
  const utc = hours * 60 + minutes + slotOf(key, 60) - standardOffset(timeZone, year);
  const days = Math.floor(utc / 1440);
  const minute = utc - days * 1440;
  const time = `0 ${minute % 60} ${Math.floor(minute / 60)}`;
  if (frequency === 'Weekly') return `${time} ? * ${dayNames[(1 + days + 7) % 7]}`;
  return `${time} ${days < 0 ? 'L' : 1 + days} * ?`;
}

function isTimeZone(name) {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * @returns the client as the next steps need it, with `problems`: what must be corrected before anything is tried
 */
function clientOf(form, settings, now) {
  const text = (label) => String(form[label] ?? '').trim();
  const name = text('Client name');
  const key = keyOf(name);
  const timeZone = text('Time zone') || settings.timeZone;
  const frequency = text('How often');
  const own = text('Own schedule');
  const { environment, auth, api } = addresses[text('Environment')] ?? addresses.Production;
  const problems = [];
  if (key === '') problems.push('Client name: write it with letters or digits.');
  if (!/^\d+$/.test(text('Tenant ID')))
    problems.push(
      'Tenant ID: digits only, as ServiceTitan shows it under Settings > Integrations > API Application Access.',
    );
  if (text('Client ID') === '') problems.push('Client ID is missing.');
  if (text('Client Secret') === '') problems.push('Client Secret is missing.');
  if (!isTimeZone(timeZone)) problems.push(`Time zone: there is no ${timeZone}. Choose one from the list.`);
  const isCustom = frequency === 'Own schedule';
  if (isCustom && quartz(own) === null)
    problems.push(
      'Own schedule: write a Quartz cron expression in UTC with 6 fields, at most once an hour, for instance 0 30 6 ? * MON,THU (Mondays and Thursdays at 6:30).',
    );
  const zone = isTimeZone(timeZone) ? timeZone : 'UTC';
  return {
    problems,
    key,
    name,
    tenantId: text('Tenant ID'),
    clientId: text('Client ID'),
    clientSecret: text('Client Secret'),
    environment,
    timeZone,
    frequency: isCustom ? own : frequency.toLowerCase(),
    cron: isCustom
      ? own
      : scheduleOf(frequency, { timeZone: zone, key, startAt: settings.startAt, year: now.getUTCFullYear() }),
    authUrl: settings.authUrl || auth,
    apiUrl: settings.apiUrl || api,
  };
}

module.exports = { clientOf, keyOf, scheduleOf };
