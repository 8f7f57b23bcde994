import { readFileSync } from 'fs';
import { join } from 'path';

import { parseFormat } from 'legacy-format';

import { configFor, reportingServer, secrets } from './support/reporting-server';
import { folder, legacyFormat, type Run } from './support/run';

let server: Awaited<ReturnType<typeof reportingServer>>;
let here: string;
beforeAll(async () => {
  server = await reportingServer();
  here = folder({
    'source.json': configFor(server.url),
    'broken.json': `{"client_secret": "${secrets.client_secret}"`,
  });
});
afterAll(() => server.close());

async function fromReport(...args: string[]): Promise<Run> {
  const run = await legacyFormat(here, 'from-report', '--config', 'source.json', ...args);
  for (const secret of [...Object.values(secrets), 'a-token-nobody-may-see'])
    expect(run.stdout + run.stderr).not.toContain(secret);
  return run;
}

describe('a definition from a saved report', () => {
  it('is found by looking at the categories, then at the reports of one', async () => {
    expect((await fromReport()).stdout).toBe('id          name\noperations  Operations\naccounting  Accounting\n');
    expect((await fromReport('--category', 'operations')).stdout).toBe('id    name\n2281  Customers: weekly upload\n');
    expect(server.asked).not.toContainEqual(expect.stringContaining('/data'));
  });

  it('has the labels of the report in its order, with what is not known as a comment in its place', async () => {
    const { code, stdout } = await fromReport('--category', 'operations', '--report', '2281', '--out', 'weekly.yaml');
    expect(code).toBe(0);
    const definition = readFileSync(join(here, 'weekly.yaml'), 'utf8');
    expect(definition)
      .toBe(`# Drafted from the saved report "Customers: weekly upload" (operations, 2281, as of 2026-08-01).
# 9 of its 11 columns are known. Check it with: npx legacy-format lint
format: servicetitan-legacy-reports
version: 1
extends: servicetitan-reports

reports:
  customers:
    title: "Customers: weekly upload"
    columns:
      - { name: customer_id, header: customer id }
      - customer_name
      - { name: phone_primary, header: Phone }
      # Phone Number (String): another label is the column phone_primary already
      - street
      - { name: city, header: City }
      - { name: state, header: State }
      - { name: zip, header: Zip Code }
      - member_status
      - { name: lifetime_revenue, header: Lifetime Revenue }
      # not known: Net Promoter: Score (Number); to have it, say which FIELD of the record it is:
      # - { name: net_promoter_score, header: "Net Promoter: Score", from: FIELD, type: decimal }
`);
    expect(parseFormat(definition).reports['customers']!.title).toBe('Customers: weekly upload');
    expect(stdout).toMatch(/Net Promoter: Score +Number +not known/);
    expect(stdout).toContain('9 of 11 columns are known; 1 column left as comments: Net Promoter: Score.');
    expect((await legacyFormat(here, 'lint', 'weekly.yaml')).code).toBe(0);
  });

  it('is never written over a file that somebody may have worked on', async () => {
    const again = await fromReport('--category', 'operations', '--report', '2281', '--out', 'weekly.yaml');
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('weekly.yaml is there already') as string });
  });

  it('starts from the format that knows most of the labels', async () => {
    const { code, stdout } = await fromReport('--category', 'accounting', '--report', '7', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      extends: 'accounting-download',
      key: 'payments',
      columns: [{ column: 'payment_type' }, { column: 'check_number' }, { column: 'applied_to' }],
    });
  });
});

describe('a saved report that cannot be used', () => {
  it('with labels that nobody knows is said so, and no file is written', async () => {
    const run = await fromReport('--category', 'accounting', '--report', '8', '--out', 'moods.yaml');
    expect(run).toMatchObject({ code: 1, stdout: 'No column of "Moods" is known: Mood\n' });
    expect(() => readFileSync(join(here, 'moods.yaml'))).toThrow('ENOENT');
  });

  it('that is not in the category is explained', async () => {
    const wrong = await fromReport('--category', 'accounting', '--report', '2281');
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain(
      'the category "accounting" has no report 2281; leave --report out to see which it has',
    );
    expect((await fromReport('--category', 'sales')).stderr).toContain('there is no report category "sales"');
  });

  it('because the configuration is broken is said without a word of it', async () => {
    const { code, stderr } = await legacyFormat(here, 'from-report', '--config', 'broken.json');
    expect(code).toBe(2);
    expect(stderr).toContain('broken.json is no JSON object');
    expect(stderr).not.toContain(secrets.client_secret);
  });
});
