import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Answer } from './answer';
import { createApi } from './api';
import { createClock } from './clock';
import { matchOperation, scopes as allScopes } from './collections/operations';
import { undeclaredNames } from './collections/parameters';
import { answerControlRequest, controlPrefix } from './control';
import { deliver } from './deliver';
import { createFaults, matches, replacement, tampered } from './faults';
import { createProblems } from './problem';
import { queryPairs } from './query';
import { createRateLimit } from './rate-limit';
import { createRequestLog } from './request-log';
import { defaultSwitches, type Switches } from './switches';
import { createTenant, type HostedTenant } from './tenant';
import { answerTokenRequest, createTokens } from './token';
import type { Hook, Simulator, SimulatorOptions, Tenant } from './types';

const tokenPath = '/connect/token';
/** Above what clients keep their idle connections for, so that it is the client that closes them. */
const keepAliveMs = 75_000;

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Starts a ServiceTitan on a loopback port: token endpoint, data endpoints and, under `/_simulator/`, its controls. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const clock = options.clock ?? createClock();
  const switches: Switches = { ...defaultSwitches, ...options.switches };
  const [firstTenant, ...moreTenants] = options.tenants ?? [];
  const first = createTenant(firstTenant ?? {}, 0, allScopes, clock);
  const tenants: [HostedTenant, ...HostedTenant[]] = [
    first,
    ...moreTenants.map((tenant, index) => createTenant(tenant, index + 1, allScopes, clock)),
  ];
  const problems = createProblems();
  const tokens = createTokens(clock, randomBytes(32).toString('hex'));
  const faults = createFaults();
  const log = createRequestLog(options.requestLogSize ?? 100_000);
  const api = createApi({ tenants, switches, problems, tokens, rateLimit: createRateLimit(switches, clock, problems) });
  let hooks: { hook: Hook; left: number }[] = [];

  const answerData = (request: IncomingMessage, path: string, query: [string, string][], form: string): Answer => {
    const method = request.method ?? 'GET';
    const authorization = header(request, 'authorization');
    if (path === tokenPath)
      return answerTokenRequest({ method, form, authorization }, tenants, { tokens, switches, problems });
    return api.answer({ method, path, query, authorization, appKey: header(request, 'st-app-key'), body: form });
  };

  const runHooks = (request: { method: string; path: string; tenantId: string | null }) => {
    const due = hooks.filter((entry) => matches(entry.hook, request) && (entry.left -= 1) <= 0);
    hooks = hooks.filter((entry) => !due.includes(entry));
    for (const { hook } of due) hook.run();
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname: path, search } = new URL(request.url ?? '/', 'http://simulator');
    const method = request.method ?? 'GET';
    const body = await readBody(request);
    const query = queryPairs(search);
    if (path.startsWith(controlPrefix)) {
      const answer = answerControlRequest(simulator, { method, path: path.slice(controlPrefix.length), query, body });
      await deliver(response, answer, null, { date: new Date().toUTCString(), gzip: false });
      return;
    }
    const tenantId = /\/tenant\/([^/]+)\//.exec(path)?.[1] ?? null;
    const matched = matchOperation(method, path);
    const undeclared = matched === undefined ? [] : undeclaredNames(matched.operation.endpoint, query);
    const record = log.open({ clock: clock.now(), tenantId, method, path, query, undeclared }, request.headers);
    const effect = faults.take({ method, path, tenantId });
    record.fault = effect?.kind ?? null;
    if (switches.latencyMs > 0) await sleep(switches.latencyMs);
    const answer = tampered(
      replacement(effect, problems, api.unauthorized) ?? answerData(request, path, query, body),
      effect,
    );
    runHooks({ method, path, tenantId });
    record.status = answer.status;
    record.rows = answer.body.kind === 'text' ? 0 : answer.body.rows.length;
    const gzip = switches.gzip && /\bgzip\b/.test(header(request, 'accept-encoding') ?? '');
    record.bytes = await deliver(response, answer, effect, { date: new Date(clock.now()).toUTCString(), gzip });
  };

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      // A client that went away is no event; anything else is a bug of the simulator and must not look like ServiceTitan.
      if (response.destroyed || response.headersSent) response.destroy();
      else
        response
          .writeHead(599)
          .end(`simulator failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    });
  });
  server.keepAliveTimeout = keepAliveMs;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve);
  });
  const { address, port } = server.address() as AddressInfo;
  const apiUrl = `http://${address}:${String(port)}`;

  const tenant = (tenantId: string): Tenant => {
    const found = tenants.find((candidate) => candidate.tenantId === tenantId);
    if (found === undefined) throw new RangeError(`the simulator has no tenant ${tenantId}`);
    return found;
  };
  const simulator: Simulator = {
    apiUrl,
    authUrl: `${apiUrl}${tokenPath}`,
    tenants,
    clock,
    switches,
    faults,
    requests: log.records,
    clearRequests: log.clear,
    stats: log.stats,
    tenant,
    mutate: (tenantId, mutation) => tenant(tenantId).mutate(mutation),
    afterRequest: (hook) => {
      hooks.push({ hook, left: hook.after ?? 1 });
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return simulator;
}
