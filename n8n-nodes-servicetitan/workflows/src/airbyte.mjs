// Airbyte's public API in the templates: its settings, a token from n8n's vault, and calls with that token.
import { http, patient, setting } from './nodes.mjs';

/** What every template that speaks to Airbyte asks for in its node "Settings". */
export const airbyteSettings = {
  airbyteUrl: 'https://airbyte.example.com/api/public/v1',
  airbyteWebUrl: 'https://airbyte.example.com',
  workspaceId: '',
};

/**
 * Access tokens live three minutes, so one is fetched before each group of calls. The credential is a Custom Auth whose
 * JSON is {"body":{"client_id":"...","client_secret":"...","grant-type":"client_credentials"}}: n8n lays it over the
 * body and never shows it.
 */
export const airbyteToken = (at, name = 'Airbyte token', more = {}) =>
  http(
    name,
    at,
    {
      method: 'POST',
      url: `={{ ${setting('airbyteUrl')} }}/applications/token`,
      auth: 'httpCustomAuth',
      json: '{}',
    },
    { executeOnce: true, ...patient, ...more },
  );

/** Output 0 by number: a node behind the token's error output would be given that one. */
const bearer = (token) => ({ Authorization: `=Bearer {{ $('${token}').first(0).json.access_token }}` });

/** A call with the newest token. `path` is an expression's text below the API's address. */
export const airbyteCall = (name, at, { path, token = 'Airbyte token', ...request }, more = {}) =>
  http(
    name,
    at,
    { url: `={{ ${setting('airbyteUrl')} }}${path}`, headers: bearer(token), ...request },
    { ...patient, ...more },
  );

/** All pages of a list, an item a page; Airbyte's own links name a host that may not be reachable from here. */
export const airbyteList = (name, at, { path, query = {}, token, maxPages = 20 }, more = {}) =>
  airbyteCall(
    name,
    at,
    {
      path,
      ...(token === undefined ? {} : { token }),
      query: { ...query, limit: '100' },
      options: {
        pagination: {
          pagination: {
            paginationMode: 'updateAParameterInEachRequest',
            parameters: { parameters: [{ type: 'qs', name: 'offset', value: '={{ $pageCount * 100 }}' }] },
            paginationCompleteWhen: 'other',
            completeExpression: '={{ $response.body.data.length < 100 }}',
            limitPagesFetched: true,
            maxRequests: maxPages,
          },
        },
      },
    },
    { executeOnce: true, ...more },
  );
