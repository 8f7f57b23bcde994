// The parts of the manifest that streams share. Numbers that decide on patience and load stand at the top.
import { errorHandlers, filters } from './errors.mjs';
import { apiUrl, authUrl } from './hosts.mjs';
import { ref } from './ref.mjs';

/**
 * How far an incremental read reaches back before the newest row it has seen. Exports show a change about 15 minutes
 * late, some later, and the language keeps no feed token; a list that takes longer than this to read can lose an edit.
 */
const lookback = 'PT1H';
/** Silence after which a request is given up and tried again: large pages take ServiceTitan up to a minute. */
const readTimeoutSeconds = 180;
/** Streams and slices at once. Requests wait for the budget anyway; each one more holds a page in memory. */
const concurrency = 5;
/** Where a stream without start date begins. The cursor needs a start; a request that begins here sends none. */
const beginning = '1970-01-01T00:00:00Z';

/** What the API takes as a time: milliseconds, cut off, so that an inclusive bound stays inclusive. */
const instant = '%Y-%m-%dT%H:%M:%S.%_msZ';
/** Python reads at most six fraction digits where ServiceTitan writes up to seven: the seventh is part of the format. */
const instants = [
  '%Y-%m-%dT%H:%M:%S.%f%z',
  ...[...'1234567890'].map((digit) => `%Y-%m-%dT%H:%M:%S.%f${digit}%z`),
  '%Y-%m-%dT%H:%M:%S%z',
  '%Y-%m-%dT%H:%M:%S.%f',
  '%Y-%m-%dT%H:%M:%S',
  '%Y-%m-%d',
];

const startDate = "config.get('start_date')";

/** One bookmark for all partitions, not one for each: a parent is visited because it changed. */
const partitions = (partitioned) => (partitioned ? { global_substream_cursor: true } : {});

/** Cursor on a member of the records. */
export const recordCursor = (field, { partitioned }) => ({
  ...ref('cursors', 'record'),
  ...(field === recordCursorDefinition.cursor_field ? {} : { cursor_field: field }),
  ...partitions(partitioned),
});

const recordCursorDefinition = {
  type: 'DatetimeBasedCursor',
  cursor_field: 'modifiedOn',
  datetime_format: instant,
  cursor_datetime_formats: instants,
  start_datetime: {
    type: 'MinMaxDatetime',
    datetime: `{{ format_datetime(${startDate} or '${beginning}', '%Y-%m-%dT%H:%M:%SZ') }}`,
    datetime_format: '%Y-%m-%dT%H:%M:%SZ',
  },
  lookback_window: lookback,
};

/** Cursor over windows of whole UTC days. */
export function dayCursor(field, { days, as, daysBack, daysAhead = 0, history = 0 }, { partitioned }) {
  const day = "'%Y-%m-%dT00:00:00Z'";
  return {
    ...ref('cursors', 'record'),
    cursor_field: field,
    datetime_format: '%Y-%m-%dT%H:%M:%SZ',
    start_datetime: {
      type: 'MinMaxDatetime',
      datetime: `{{ format_datetime(${startDate}, ${day}) if ${startDate} else day_delta(-${history}, ${day}) }}`,
      datetime_format: '%Y-%m-%dT%H:%M:%SZ',
    },
    end_datetime: {
      type: 'MinMaxDatetime',
      datetime: `{{ day_delta(${daysAhead + 1}, ${day}) }}`,
      datetime_format: '%Y-%m-%dT%H:%M:%SZ',
    },
    step: `P${days}D`,
    cursor_granularity: 'PT1S',
    // rounds the start of a read up to a midnight, so a bookmark within a day needs a day more
    clamping: { target: 'DAY' },
    lookback_window: `P${as === field ? daysBack : daysBack + 1}D`,
    ...partitions(partitioned),
  };
}

/** Jinja for where the slice begins, empty (and so not sent) where that is the beginning. */
export const sliceStart = `(stream_interval['start_time'] if stream_interval['start_time'] > '1970-01-02' else '')`;

/** Members that every requester has; path, parameters and errors come on top. */
const requester = {
  type: 'HttpRequester',
  url_base: apiUrl,
  http_method: 'GET',
  authenticator: ref('authenticator'),
  request_headers: { 'ST-App-Key': "{{ config['app_key'] | trim }}" },
  read_timeout_in_seconds: readTimeoutSeconds,
  // the CDK would keep the answers of parents and hand out a broken one again at each retry
  use_cache: false,
};

const tenantId = {
  type: 'AddedFieldDefinition',
  path: ['tenantId'],
  value: "{{ config['tenant_id'] | int }}",
  value_type: 'integer',
};

/** Members that the source adds to a record that lacks them. */
export const added = (...fields) => ({
  type: 'AddFields',
  condition: '{{ path[0] not in record }}',
  fields: [ref('tenant_id'), ...fields],
});

const pageSizeOption = { type: 'RequestOption', inject_into: 'request_parameter', field_name: 'pageSize' };
/** Numbered pages up to the one that says it is the last. */
const nextPage = {
  type: 'CursorPagination',
  page_size: 5000,
  cursor_value: "{{ response['page'] + 1 }}",
  stop_condition: "{{ not response['hasMore'] }}",
};

/** Pages of a list. */
export const pages = (pageSize) =>
  pageSize === nextPage.page_size
    ? ref('pages')
    : { ...ref('pages'), pagination_strategy: { ...ref('next_page'), page_size: pageSize } };

/** The number of the page as a parameter of the request, because some endpoints want it for the first one too. */
export const pageNumber = (firstPage = 1) =>
  `{{ next_page_token['next_page_token'] if next_page_token else ${firstPage} }}`;

export const definitions = {
  authenticator: {
    type: 'OAuthAuthenticator',
    grant_type: 'client_credentials',
    token_refresh_endpoint: authUrl,
    client_id: "{{ config['client_id'] | trim }}",
    client_secret: "{{ config['client_secret'] | trim }}",
  },
  filters,
  requester,
  errors: errorHandlers,
  next_page: nextPage,
  pages: {
    type: 'DefaultPaginator',
    page_size_option: pageSizeOption,
    pagination_strategy: ref('next_page'),
  },
  batches: {
    type: 'DefaultPaginator',
    pagination_strategy: {
      type: 'CursorPagination',
      cursor_value: "{{ response['continueFrom'] }}",
      stop_condition: "{{ not response['hasMore'] }}",
    },
  },
  cursors: { record: recordCursorDefinition },
  tenant_id: tenantId,
};

export const apiBudget = {
  type: 'HTTPAPIBudget',
  policies: [
    {
      type: 'MovingWindowCallRatePolicy',
      rates: [{ type: 'Rate', limit: "{{ config.get('requests_per_second', 10) | int }}", interval: 'PT1S' }],
      matchers: [],
    },
  ],
};

export const concurrencyLevel = { type: 'ConcurrencyLevel', default_concurrency: concurrency };
