import { parseLossless } from 'legacy-format';
import {
  NodeOperationError,
  type IDataObject,
  type IExecuteFunctions,
  type INodeExecutionData,
  type ResourceMapperValue,
} from 'n8n-workflow';
import {
  createReportApi,
  createRunPace,
  describeParameters,
  isNotThere,
  listed,
  resolveParameters,
  runReport,
  uniqueColumns,
  type GivenParameter,
  type ReportApi,
  type ReportDefinition,
  type ServiceTitanClient,
  type TableField,
} from 'servicetitan-client';

import { asNodeError, hint } from '../../../transport';
import { pause } from '../../../transport/pause';
import { csvBytes, csvFile, reportCells } from '../resources/csv-file';
import { dayOf } from '../resources/moments';

interface Chosen {
  readonly category: string;
  readonly reportId: number;
}

function chosenReport(context: IExecuteFunctions, itemIndex: number): Chosen {
  const picked = (name: string): string =>
    String(context.getNodeParameter(name, itemIndex, '', { extractValue: true })).trim();
  const [category, id] = [picked('category'), picked('report')];
  if (category !== '' && /^\d{1,15}$/.test(id)) return { category, reportId: Number(id) };
  throw new NodeOperationError(context.getNode(), category === '' ? 'No category is chosen' : 'No report is chosen', {
    itemIndex,
    description: 'Choose the category and the report from the lists, or give the ID of the report as a number.',
  });
}

/** The report as it is now: its owner can change it between two runs. */
async function describe(
  context: IExecuteFunctions,
  api: ReportApi,
  { category, reportId }: Chosen,
  itemIndex: number,
): Promise<ReportDefinition> {
  try {
    return await api.describe(category, reportId);
  } catch (error) {
    if (!isNotThere(error)) throw asNodeError(context, error, itemIndex);
    const categories = await api.categories();
    const isCategory = categories.some(({ id }) => id === category);
    const there = isCategory
      ? (await api.reports(category)).map(({ id, name }) => `${id} "${name}"`)
      : categories.map(({ id }) => id);
    throw new NodeOperationError(
      context.getNode(),
      isCategory
        ? `The category "${category}" has no report ${reportId}`
        : `ServiceTitan has no report category "${category}"`,
      {
        itemIndex,
        description: `It was deleted, moved, or is not shared with this app. There are: ${listed(there)}. IDs differ from tenant to tenant.`,
      },
    );
  }
}

/** What somebody filled in, as texts that the report's own description is held against. */
function givenParameters(
  context: IExecuteFunctions,
  definition: ReportDefinition,
  itemIndex: number,
): GivenParameter[] {
  const mapped = context.getNodeParameter('reportParameters', itemIndex, null) as ResourceMapperValue | null;
  const values = Object.entries(mapped?.value ?? {}) as [string, unknown][];
  return values
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => {
      const parameter = definition.parameters.find((one) => one.name === name);
      if (parameter?.dataType === 'Date' && !parameter.isArray)
        return { name, value: dayOf(context, name, value, itemIndex) };
      return { name, value: typeof value === 'object' ? JSON.stringify(value) : String(value) };
    });
}

async function runParameters(
  context: IExecuteFunctions,
  definition: ReportDefinition,
  api: ReportApi,
  itemIndex: number,
) {
  const given = givenParameters(context, definition, itemIndex);
  const { parameters, problems } = await resolveParameters(definition, given, [], api);
  if (problems.length === 0) return parameters;
  throw new NodeOperationError(
    context.getNode(),
    `The parameters of the report "${definition.name}" do not fit: ${problems.join('; ')}`,
    { itemIndex, description: `The report takes: ${describeParameters(definition)}.` },
  );
}

interface Table {
  readonly columns: readonly string[];
  /** JSON texts of arrays of cells */
  readonly rows: readonly string[];
}

async function readTable(
  context: IExecuteFunctions,
  client: ServiceTitanClient,
  { category }: Chosen,
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
  const definition = await describe(this, api, chosen, itemIndex);
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
