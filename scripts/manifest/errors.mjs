// What is done about an answer that is no page: which ones are tried again, which ones fail and with what words.
import { ref } from './ref.mjs';

/** Tries of one request after the first; the waits double from a second, about four minutes in all. */
const maxRetries = 8;

const answered = "{{ response.get('title', '') }} (trace {{ response.get('traceId', 'unknown') }})";
export const filters = {
  unauthorized: {
    type: 'HttpResponseFilter',
    http_codes: [401],
    action: 'REFRESH_TOKEN_THEN_RETRY',
    error_message:
      'ServiceTitan refuses the token or the app key (401). Check the app key in the developer portal, and under ' +
      'Settings > Integrations > API Application Access that the app is still connected to the tenant.',
  },
  forbidden: {
    type: 'HttpResponseFilter',
    http_codes: [403],
    action: 'FAIL',
    failure_type: 'config_error',
    error_message:
      `ServiceTitan refuses {{ request_url }} (403): ${answered}. This stream needs {{ parameters['needed_scopes'] }}. Add what ` +
      `is missing to the app in the developer portal, have the tenant's admin accept the new version, and check that ` +
      `tenant id and app key belong to these credentials.`,
  },
  absent: {
    type: 'HttpResponseFilter',
    http_codes: [404],
    action: 'FAIL',
    failure_type: 'config_error',
    error_message:
      `ServiceTitan does not know {{ request_url }} (404): ${answered}. Either the tenant has not bought this module: ` +
      `deselect the stream. Or the app key or the tenant id is wrong: then every stream fails.`,
  },
  // a parent that was deleted meanwhile has no children
  gone: { type: 'HttpResponseFilter', http_codes: [404], action: 'IGNORE' },
  rejected: {
    type: 'HttpResponseFilter',
    http_codes: [400],
    action: 'FAIL',
    failure_type: 'system_error',
    error_message: `ServiceTitan rejects the request {{ request_url }} (400): ${answered} {{ response.get('errors', '') }}`,
  },
  busy: {
    type: 'HttpResponseFilter',
    http_codes: [429],
    action: 'RATE_LIMITED',
    error_message: 'ServiceTitan limits the rate of requests (429).',
  },
  down: {
    type: 'HttpResponseFilter',
    http_codes: [408, 500, 502, 503, 504],
    action: 'RETRY',
    error_message: 'ServiceTitan is not available (it keeps answering 408 or 5xx).',
  },
};

/** An answer that is no JSON would else count as one without rows. */
function unexpected(predicate) {
  return {
    type: 'HttpResponseFilter',
    predicate: `{{ ${predicate} }}`,
    action: 'RETRY',
    error_message:
      'ServiceTitan keeps answering {{ request_url }} with something that is not a page of the collection.',
  };
}
const noPage = "'hasMore' not in response or (response['hasMore'] and not response.get('data'))";
const noBatch = "'hasMore' not in response or (response['hasMore'] and not response.get('continueFrom'))";

function errorHandler(predicate, absent) {
  return {
    type: 'DefaultErrorHandler',
    max_retries: maxRetries,
    backoff_strategies: [
      { type: 'WaitTimeFromHeader', header: 'Retry-After' },
      { type: 'ExponentialBackoffStrategy', factor: 1 },
    ],
    response_filters: [
      ...['unauthorized', 'forbidden', absent, 'rejected', 'busy', 'down'].map((name) => ref('filters', name)),
      unexpected(predicate),
    ],
  };
}

/** One for each shape of an answer, and for collections that hang below a parent. */
export const errorHandlers = {
  export: errorHandler(noBatch, 'absent'),
  list: errorHandler(noPage, 'absent'),
  list_of_parent: errorHandler(noPage, 'gone'),
  whole: errorHandler('response == {}', 'absent'),
  whole_of_parent: errorHandler('response == {}', 'gone'),
};
