import { parseLossless } from 'legacy-format';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import {
  createReportApi,
  createRunPace,
  runReport,
  uniqueColumns,
  type ReportDefinition,
  type ServiceTitanClient,
  type TableField,
} from 'servicetitan-client';

import { hint } from '../../../transport';
import { pause } from '../../../transport/pause';
import { chosenReport, describeReport, runParameters, type ChosenReport } from '../resources/chosen-report';
import { csvBytes, csvFile, reportCells } from '../resources/csv-file';

interface Table {
  readonly columns: readonly string[];
  /** JSON texts of arrays of cells */
  readonly rows: readonly string[];
}

async function readTable(
  context: IExecuteFunctions,
  client: ServiceTitanClient,
  { category }: ChosenReport,
  definition: ReportDefinition,
  itemIndex: number,
): Promise<Table> {
  const label = `report ${definition.id}`;
  const { tenantId, environment } = client.tenant;
  const pace = createRunPace({
    now: Date.now,
    sleep: (ms) => pause(ms, context.getExecutionCancelSignal()),
    onWait: (until) =>
      context.logger.info(`${label}: the next page may be asked for at ${new Date(until).toISOString()}`),
  });
  const { columnNames = 'label' } = context.getNodeParameter('options', itemIndex, {}) as {
    columnNames?: keyof TableField;
  };
  const parameters = await runParameters(context, definition, createReportApi(client, label), itemIndex);
  let columns: readonly string[] = [];
  const rows: string[] = [];
  for await (const page of runReport({
    client,
    category,
    definition,
    parameters,
    pace,
    label,
    words: {
      subject: `Report "${definition.name}" of tenant ${tenantId} (${environment})`,
      fix: 'Correct the parameters in this node.',
      again: 'Run the workflow again.',
    },
  })) {
    // the page's own columns count: the report may have changed since it was described
    columns = uniqueColumns(page.fields.map((field) => field[columnNames]));
    for (const row of page.rows) rows.push(row);
  }
  return { columns, rows };
}

/** Runs a saved report and returns its rows as items, or all of them in a CSV file. */
export async function execute(
  this: IExecuteFunctions,
  itemIndex: number,
  client: ServiceTitanClient,
): Promise<INodeExecutionData[]> {
  const chosen = chosenReport(this, itemIndex);
  const api = createReportApi(client, `report ${chosen.reportId}`);
  const definition = await describeReport(this, api, chosen, itemIndex);
  const { columns, rows } = await readTable(this, client, chosen, definition, itemIndex);
  const pairedItem = { item: itemIndex };
  if (rows.length === 0) hint(this, `The report "${definition.name}" has no rows with these parameters`);
  if (this.getNodeParameter('returnAs', itemIndex, 'items') === 'items')
    return rows.map((row) => {
      const cells = parseLossless(row) as IDataObject[string][];
      return { json: Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? null])), pairedItem };
    });

  const { binaryPropertyName = 'data' } = this.getNodeParameter('options', itemIndex, {}) as {
    binaryPropertyName?: string;
  };
  const file = await csvFile(this, `${definition.name}.csv`, csvBytes(columns, rows.map(reportCells)));
  return [
    {
      json: {
        report: definition.name,
        reportId: definition.id,
        category: chosen.category,
        columns: [...columns],
        rows: rows.length,
      },
      binary: { [binaryPropertyName]: file },
      pairedItem,
    },
  ];
}
