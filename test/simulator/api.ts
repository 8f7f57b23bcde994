import type { Answer } from './answer';
import { createExportHandler } from './export';
import { createListHandler } from './list';
import { emptyBody, htmlPage, unknownOperation, type Problems } from './problem';
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
    const matched = matchRoute(request.method, request.path);
    if (matched === undefined) return unknownOperation();
    const { route, tenantId } = matched;
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
    if (tenant.modulesOff.includes(route.module)) return problems(404, 'The module is not enabled for the tenant.');
    if (!claims.scope.includes(route.scope)) return problems(403, 'Scope validation failed');
    const store = tenant.store(route.stream);
    return route.feed === 'list'
      ? listRows(route, store, request.query, tenant.exactNumbers)
      : exportRows(route, store, request.query, tenantId);
  };
  return { answer, unauthorized };
}
