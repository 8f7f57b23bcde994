import type { Simulator, SimulatorOptions } from '../simulator';

export const dayMs = 86_400_000;
export const dayOf = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 10);

/** The last day that is over for the simulated tenant, which is in Phoenix, with an hour left for summer time. */
export const lastDay = dayOf(Date.now() - 8 * 3_600_000 - dayMs);
export const daysBefore = (days: number): string => dayOf(Date.parse(lastDay) - days * dayMs);

/** Saved reports of the simulator as an operator configures them. */
export const customers = { name: 'Customer List', category: 'other', report_id: 40_612 };
export const invoices = {
  name: 'Invoice Detail',
  category: 'operations',
  report_id: 40_175,
  parameters: [{ name: 'DateType', value: '1' }],
  date_parameter: 'From',
};

/** A tenant with two months of invoices up to today, without a limit of runs. */
export const reportingTenant: SimulatorOptions = {
  tenants: [
    {
      seed: 5,
      sizes: { customers: 40, invoices: 200 },
      from: dayOf(Date.now() - 60 * dayMs),
      until: dayOf(Date.now()),
    },
  ],
  switches: { reportLimit: 'off' },
};

/** The requests for a report's rows. */
export const runsOf = ({ requests }: Simulator) => requests.filter(({ path }) => path.endsWith('/data'));
