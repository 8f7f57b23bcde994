// What became of a tenant's sync, as a row of the run log and as an alert.

/** What is wrong with a tenant's row, so that its sync cannot even begin. */
function rowProblem({ name, tenant, route }) {
  const [column, whose] =
    route === 'n8n'
      ? ['workflowId', "the id of the tenant's own workflow"]
      : ['connectionId', 'the id of its connection in Airbyte'];
  return `The sync of ${name} cannot start: the row "${tenant}" of the Data Table servicetitan_tenants has no ${column}, ${whose}.`;
}

const noResult =
  'The workflow of this tenant ended without saying what it delivered. Look at its last run: a node between "What to do" and "Delivered" gave nothing.';

const textOf = (error) => (typeof error === 'string' ? error : (error?.message ?? ''));

/** A sentence, whatever it ends with. */
const sentence = (text) => (text === '' || /[.!?]$/.test(text) ? text : `${text}.`);

/** n8n puts its own words before those of a workflow that it called. */
const plain = (text) => text.replace(/^Error executing workflow with item at index \d+:?\s*/, '');

/**
 * @param answer what the tenant's workflow (or template 6) gave: its result, or `error`
 * @param run who and when: tenant, name, route, nextRunAt, startedAt; of n8n's run: sync, runId, logUrl
 */
function resultOf(answer, run) {
  const { tenant, name, route, nextRunAt, startedAt, sync, runId, logUrl } = run;
  const failure = answer.problem === undefined ? plain(textOf(answer.error)) : answer.problem;
  const isUnsaid = failure === '' && answer.error === undefined && answer.records === undefined;
  const words = isUnsaid ? noResult : failure || (answer.error === undefined ? '' : 'It failed without a word.');
  // The tenant's workflow says what happened in the first line, and what to do behind it
  const [what = '', ...how] = words
    .trim()
    .split('\n')
    .map((line) => sentence(line.trim()));
  const message = [what, ...how].join(' ').trim();
  const isFailed = message !== '';
  // A job of Airbyte that began is in the run log already: template 6 writes it
  const job = /\(Airbyte job (\d+)\)/.exec(message)?.[1] ?? (route === 'airbyte' ? answer.runId : undefined);
  return {
    isFailed,
    isLogged: job === undefined,
    row: {
      tenant,
      sync,
      route,
      runId,
      status: isFailed ? 'failed' : 'succeeded',
      startedAt,
      finishedAt: new Date().toISOString(),
      nextRunAt,
      records: Number(answer.records ?? 0),
      rejects: Number(answer.rejects ?? 0),
      // What was rejected, where the sync is good
      message: isFailed ? message : (answer.note ?? ''),
      logUrl,
    },
    alert: {
      tenant,
      title: `The sync of ${name} failed`,
      problem: what,
      whatToDo: `${how.length === 0 ? 'Correct what is named.' : how.join(' ')} Then start the sync of ${name} again. The other tenants went on.`,
      logUrl,
      event: job === undefined ? '' : `airbyte job ${job}`,
    },
  };
}

module.exports = { resultOf, rowProblem };
