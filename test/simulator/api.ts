import type { Answer } from './answer';
import { createOperationHandler } from './collections/answer';
import { matchOperation } from './collections/operations';
import { createExportHandler } from './export';
import { createListHandler } from './list';
import { emptyBody, htmlPage, unknownOperation, type Problems } from './problem';
import { createQueryReader } from './query';
import { createReportHandler, matchReportRoute } from './reporting';
import { matchRoute } from './routes';
import type { Switches } from './switches';
import type { HostedTenant } from './tenant';
import type { Tokens } from './token';

export interface ApiRequest {
  method: string;
  path: string;
  query: [string, string][];
  authorization: string | undefined;
  appKey: string | undefined;
  body: string;
}

export interface Api {
  answer(request: ApiRequest): Answer;
  /** The answer to an expired or unknown token. */
  unauthorized(): Answer;
}

interface ApiParts {
  tenants: readonly HostedTenant[];
  switches: Switches;
  problems: Problems;
  tokens: Tokens;
  rateLimit(tenantId: string): Answer | undefined;
}

/**
 * The data endpoints. The gateway knows the operations, then come app key, token, rate limit, tenant, module and scope,
 * and only then the parameters.
 */
export function createApi({ tenants, switches, problems, tokens, rateLimit }: ApiParts): Api {
  const listRows = createListHandler(switches, problems);
  const exportRows = createExportHandler(switches, problems);
  const reports = createReportHandler(switches, problems);
  const operationRows = createOperationHandler({ listRows, exportRows }, switches, problems);

  const unauthorized = (): Answer => {
    switch (switches.unauthorizedBody) {
      case 'problem':
        return problems(401, 'Unauthorized');
      case 'empty':
        return emptyBody(401);
      case 'html':
        return htmlPage(401);
    }
  };
  const wrongAppKey = () =>
    switches.appKeyStatus === 404 ? unknownOperation() : problems(switches.appKeyStatus, 'Invalid application key.');

  const answer = (request: ApiRequest): Answer => {
    const core = matchRoute(request.method, request.path);
    const matched = matchOperation(request.method, request.path);
    const report = matchReportRoute(request.method, request.path);
    const tenantId = report?.tenantId ?? matched?.tenantId;
    const module = report?.route.module ?? matched?.operation.module.module;
    const scope = report?.route.scope ?? matched?.operation.endpoint.scope;
    if (tenantId === undefined || module === undefined || scope === undefined) return unknownOperation();
    if (!tenants.some(({ appKey }) => appKey === request.appKey)) return wrongAppKey();
    const claims = tokens.verify((request.authorization ?? '').replace(/^Bearer\s+/i, '').trim());
    const tenant = tenants.find((candidate) => candidate.tenantId === claims?.tenant);
    if (claims === undefined || tenant === undefined) return unauthorized();
    if (tenant.appKey !== request.appKey) return wrongAppKey();
    const limited = rateLimit(tenant.tenantId);
    if (limited !== undefined) return limited;
    if (!tenant.connected)
      return switches.disconnectedStatus === 401
        ? unauthorized()
        : problems(403, 'The application is not connected to the tenant.');
    if (tenantId !== tenant.tenantId) return problems(switches.tenantMismatchStatus, 'The tenant is not accessible.');
    if (tenant.modulesOff.includes(module)) return problems(404, 'The module is not enabled for the tenant.');
    if (!claims.scope.includes(scope)) return problems(403, 'Scope validation failed');
    const { query: pairs, body } = request;
    if (report !== undefined) return reports(report.route, tenant.reporting, { tenantId, query: pairs, body });
    if (matched === undefined) return unknownOperation();
    if (core === undefined) return operationRows({ ...matched, tenant, query: pairs, body });
    const store = tenant.store(core.stream);
    if (core.feed === 'export') return exportRows(core, store, pairs, tenantId);
    const { exactNumbers } = tenant;
    return listRows({ route: core, store, query: createQueryReader(pairs), pairs, exactNumbers });
  };
  return { answer, unauthorized };
}
