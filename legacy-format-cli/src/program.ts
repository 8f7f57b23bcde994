import { createProgram, examples, type Terminal } from 'command-line';
import { InvalidArgumentError, type Command } from 'commander';

import { version } from '../package.json';

import { diff, type DiffOptions } from './compare/diff';
import { presetNames } from './definition-file';
import type { FromReportOptions } from './draft/from-report';
import { lint, type LintOptions } from './lint';
import { preview, type PreviewOptions } from './preview/preview';

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('It takes a whole number.');
  return value;
}
const append = (value: string, earlier: string[] = []): string[] => [...earlier, value];

const DEFINITION = `file with a definition (YAML or JSON), or ${presetNames.join(', ')}`;

/** The commands; `exit` gets the exit code of the one that ran. */
export function buildProgram(terminal: Terminal, exit: (code: number) => void): Command {
  const words = {
    name: 'legacy-format',
    description: 'Checks, previews, drafts and compares legacy report formats.',
    version,
    no: 'mistakes or differences',
    noAnswer: 'wrong arguments, unreadable file, no connection',
  };
  const program = createProgram(words, terminal);

  program
    .command('lint')
    .description('say every mistake of a definition with its line and column, and what the loader would misread')
    .argument('<definition...>', DEFINITION)
    .option('--json', 'for machines')
    .addHelpText('after', examples(['npx legacy-format lint my.yaml', 'npx legacy-format lint formats/*.yaml --json']))
    .action((paths: string[], options: LintOptions) => {
      exit(lint(paths, options, terminal));
    });

  program
    .command('preview')
    .description('show the first rows, the rejects and the control totals that a format makes of records')
    .argument('<definition>', DEFINITION)
    .requiredOption('--records <dir>', 'folder with <stream>.jsonl files: records, or Airbyte RECORD messages')
    .option('--rows <n>', 'rows to show of each report', wholeNumber, 5)
    .option('--report <key>', 'only this report')
    .option('--tenant <key>', 'tenant key', 'preview')
    .option('--time-zone <zone>', "IANA name of the tenant's time zone", 'UTC')
    .option('--json', 'for machines')
    .addHelpText(
      'after',
      examples([
        'npx legacy-format preview my.yaml --records out/records --time-zone America/Chicago',
        'npx legacy-format preview customer-list --records out/records --report customers --rows 20',
      ]),
    )
    .action(async (path: string, options: PreviewOptions) => {
      exit(await preview(path, options, terminal, new Date()));
    });

  program
    .command('from-report')
    .description('draft a definition from the columns of a saved ServiceTitan report')
    .requiredOption('--config <file>', "the source's configuration: credentials of the tenant")
    .option('--category <id>', 'report category; without it the categories are listed')
    .option('--report <id>', 'report id; without it the reports of the category are listed', wholeNumber)
    .option('--out <file>', 'where to write the definition; it is printed otherwise')
    .option('--json', 'for machines')
    .addHelpText(
      'after',
      examples([
        'npx legacy-format from-report --config source.json',
        'npx legacy-format from-report --config source.json --category operations --report 2281 --out my.yaml',
      ]),
    )
    .action(async (options: FromReportOptions) => {
      // The only command that needs an HTTP client, which takes longer to load than the others to run.
      const { fromReport } = await import('./draft/from-report.js');
      exit(await fromReport(options, terminal));
    });

  program
    .command('diff')
    .description('say what a new file would change against the last one, by row and by column')
    .argument('<old>', 'CSV or XLSX file, such as the last one that was uploaded by hand')
    .argument('<new>', 'CSV or XLSX file to compare with it')
    .requiredOption('--key <column>', 'column that identifies a row; may be given several times', append)
    .option('--ignore <column>', 'column that does not count; may be given several times', append, [])
    .option('--delimiter <sign>', 'what separates cells of a CSV', ',')
    .option('--json', 'for machines')
    .addHelpText(
      'after',
      examples([
        'npx legacy-format diff old.csv new.csv --key "Customer ID" --ignore "Last Job Completed"',
        'npx legacy-format diff "exported by hand.xlsx" new.csv --key "Customer ID"',
      ]),
    )
    .action(async (oldPath: string, newPath: string, options: DiffOptions) => {
      exit(await diff(oldPath, newPath, options, terminal));
    });

  return program;
}
