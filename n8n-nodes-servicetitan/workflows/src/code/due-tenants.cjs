// Which tenants a schedule starts, and when each of them is next.
const { quartz } = require('./quartz.cjs');

const hour = 3_600_000;

/** The whole hour that has begun: a trigger comes some seconds late, and its hours must not overlap. */
const wholeHour = (moment) => Math.floor(moment / hour) * hour;

/** Whether a Quartz expression (UTC, as in Airbyte) has a moment in the hour up to the last whole one. */
function isDue(expression, now) {
  const until = wholeHour(now.getTime());
  const due = quartz(expression)?.before(new Date(until));
  return due !== undefined && due !== null && due.getTime() > until - hour;
}

/** Whether n8n runs the tenant; connections of Airbyte have schedules of their own, unless the settings say otherwise. */
const isOurs = ({ enabled, route }, settings) =>
  enabled !== false && (route === 'n8n' || (route === 'airbyte' && settings.airbyteSyncs === 'from here'));

/**
 * @param schedule weekly, monthly, own (every hour, for tenants with a cron expression) or by hand (everybody)
 * @param after when a schedule of one of the first two kinds fires again, as ISO 8601
 */
function dueTenants({ tenants, schedule, after, settings, now }) {
  const isTaken = ({ frequency }) => {
    if (schedule === 'by hand') return true;
    return schedule === 'own' ? isDue(frequency ?? '', now) : frequency === schedule;
  };
  const nextOf = ({ frequency }) => {
    if (schedule === 'own') return quartz(frequency)?.after(now)?.toISOString() ?? null;
    return schedule === 'by hand'
      ? (quartz(frequency ?? '')
          ?.after(now)
          ?.toISOString() ?? null)
      : after[schedule];
  };
  return tenants
    .filter((tenant) => isOurs(tenant, settings) && isTaken(tenant))
    .sort((one, other) => one.tenant.localeCompare(other.tenant))
    .map((tenant) => ({
      tenant: tenant.tenant,
      name: tenant.name || tenant.tenant,
      route: tenant.route,
      workflowId: tenant.workflowId || '',
      connectionId: tenant.connectionId || '',
      nextRunAt: nextOf(tenant),
    }));
}

module.exports = { dueTenants };
