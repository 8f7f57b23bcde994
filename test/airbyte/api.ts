import { actorRoutes } from './actors';
import { connectionRoutes } from './connections';
import { definitionRoutes } from './definitions';
import { jobRoutes } from './jobs';
import { badRequest, Problem } from './problem';
import { match, type Routes } from './route';
import { schemaErrors } from './schemas';
import type { Store } from './store';
import { streamRoutes } from './streams';
import { tagRoutes } from './tags';
import type { Tokens } from './tokens';
import type { JobPlan, Json } from './types';
import { workspaceRoutes } from './workspaces';

/** Below the host of a self-managed platform. */
export const basePath = '/api/public/v1';

export interface ApiRequest {
  method: string;
  /** Below `basePath`. */
  path: string;
  query: Readonly<Record<string, string>>;
  authorization: string | undefined;
  /** Parsed JSON; undefined when there was none or it was not JSON. */
  body: unknown;
  address: string;
}

export interface ApiAnswer {
  status: number;
  body: unknown;
}

/** The platform itself: what it answers to a request. Answers that the published schemas do not allow are a bug here. */
export function createApi(store: Store, tokens: Tokens, planFor: (connectionId: string) => JobPlan) {
  const tokenRoute: Routes = {
    'POST /applications/token': {
      request: 'ApplicationTokenRequestWithGrant',
      response: 'PublicAccessTokenResponse',
      handle: ({ body }) => tokens.issue(body),
    },
    'GET /health': { handle: () => undefined },
  };
  const routes: Routes = {
    ...workspaceRoutes,
    ...definitionRoutes,
    ...actorRoutes,
    ...streamRoutes,
    ...connectionRoutes,
    ...jobRoutes(planFor),
    ...tagRoutes,
  };

  const answered = async (request: ApiRequest): Promise<ApiAnswer> => {
    const { method, path, query, address } = request;
    const open = match(tokenRoute, method, path);
    if (open === undefined) tokens.require(request.authorization);
    const matched = open ?? match(routes, method, path);
    if (matched === undefined) throw new Problem(404, 'not-found', `There is no ${method} ${path}.`);
    const { route, params } = matched;
    if (route.request !== undefined) {
      if (request.body === undefined) throw badRequest('The body is not JSON.');
      const errors = schemaErrors(route.request, request.body);
      if (errors !== null) throw badRequest(errors);
    }
    const body = await route.handle({ store, params, query, body: request.body as Json, address });
    if (route.response === undefined) return { status: method === 'GET' ? 200 : 204, body };
    // What goes over the wire: members that are undefined do not
    const wire: unknown = JSON.parse(JSON.stringify(body));
    const errors = schemaErrors(route.response, wire);
    if (errors !== null) throw new Error(`${method} ${path} would answer what the API does not allow: ${errors}`);
    return { status: 200, body: wire };
  };

  return async (request: ApiRequest): Promise<ApiAnswer> => {
    try {
      return await answered(request);
    } catch (error) {
      if (error instanceof Problem) return { status: error.status, body: error.body() };
      throw error;
    }
  };
}
