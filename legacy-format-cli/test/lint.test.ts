import { readFileSync } from 'fs';
import { join } from 'path';

import { terminalOf } from 'command-line';
import { legacyFormats } from 'servicetitan-specs';

import { folder, legacyFormat } from './support/run';

const head = 'format: servicetitan-legacy-reports\nversion: 1\nextends: servicetitan-reports\n';

describe('npx legacy-format lint', () => {
  it('shows every mistake with its place and the word that was probably meant', async () => {
    const here = folder({
      'my.yaml': `${head}defaults: { dateFormat: m/d/yyyy }
reports:
  customers:
    columns: [customer_id, customer_nme]
  invoices:
    columns:
      - { name: total, tipe: money }
`,
    });
    const { code, stdout } = await legacyFormat(here, 'lint', 'my.yaml');
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^my\.yaml:7:28 +error +servicetitan-reports has no column "customer_nme" here; did you mean "customer_name"\?$/m,
    );
    expect(stdout).toMatch(/^my\.yaml:10:24 +error +"tipe" is no word here; did you mean "type"\?$/m);
    expect(stdout).toContain('my.yaml cannot be used: 2 errors, 0 warnings, 0 notes');
  });

  it('warns of what the loader would misread, and still says yes', async () => {
    const here = folder({
      'my.yaml': `${head}reports:
  invoices:
    columns:
      - { name: invoice_id, header: ID }
      - { name: unit, header: Location Unit }
      - invoice_number
      - { name: job_id, header: Invoice Number }
`,
    });
    const { code, stdout } = await legacyFormat(here, 'lint', 'my.yaml');
    expect(code).toBe(0);
    expect(stdout).toMatch(/my\.yaml:7:37 +warning +in an invoices file the loader takes "ID" for the customer's id/);
    expect(stdout).toMatch(/my\.yaml:8:31 +warning +the loader does not understand "Location Unit"; it reads Unit/);
    expect(stdout).toContain("both feed the loader's invoice_number");
    expect(stdout).toContain(
      'no column gives the loader its first_appointment ("Invoice Date"), total ("Total"), street',
    );
    expect(stdout).toContain('my.yaml can be used: 0 errors, 4 warnings, 0 notes');
  });

  it('says the same to machines as one JSON document', async () => {
    const here = folder({ 'a.yaml': head, 'b.yaml': 'format: [' });
    const { code, stdout } = await legacyFormat(here, 'lint', 'a.yaml', 'b.yaml', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      files: [
        { file: 'a.yaml', ok: true },
        { file: 'b.yaml', ok: false, findings: [{ severity: 'error', line: 1, path: 'YAML' }] },
      ],
    });
  });

  it('finds nothing to warn of in the formats that come with the product', async () => {
    const files = Object.keys(legacyFormats).map((name) => [
      `${name}.yaml`,
      readFileSync(join(__dirname, '..', '..', 'specs', 'legacy-formats', `${name}.yaml`), 'utf8'),
    ]);
    const here = folder(Object.fromEntries(files) as Record<string, string>);
    const { code, stdout } = await legacyFormat(here, 'lint', ...files.map(([name]) => name!));
    expect([code, stdout.match(/can be used: 0 errors, 0 warnings/g)?.length]).toEqual([0, files.length]);
  });

  it('has no answer, exit code 2, to a file that is not there and to words it does not take', async () => {
    const here = folder({});
    expect(await legacyFormat(here, 'lint', 'gone.yaml')).toMatchObject({
      code: 2,
      stderr: 'gone.yaml: there is no such file\n',
    });
    expect(await legacyFormat(here, 'lint')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("missing required argument 'definition'") as string,
    });
    expect((await legacyFormat(here, 'lnt', 'my.yaml')).stderr).toContain('Did you mean lint?');
  });

  it('shows examples when it is asked for help', async () => {
    for (const command of ['lint', 'preview', 'from-report', 'diff']) {
      const { code, stdout } = await legacyFormat('.', command, '--help');
      expect([code, stdout]).toEqual([0, expect.stringContaining(`$ npx legacy-format ${command}`)]);
    }
  });
});

test('colours are for people who look at a screen, and not for those who do not want them', () => {
  const stream = (isTTY: boolean) => ({ isTTY, columns: 80, write: () => true }) as unknown as NodeJS.WriteStream;
  expect(terminalOf(stream(true), {}).style('red', 'x')).toBe('\u001b[31mx\u001b[39m');
  expect(terminalOf(stream(true), { NO_COLOR: '1' }).style('red', 'x')).toBe('x');
  expect(terminalOf(stream(false), {}).style('red', 'x')).toBe('x');
});
