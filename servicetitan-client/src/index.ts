export { type ApiRequest, type RequestOptions } from './api-request';
export { createClient, type ClientOptions, type ServiceTitanClient } from './client';
export { type Connection } from './connection';
export {
  BadBodyError,
  isNotConnectedYet,
  ServiceTitanError,
  type ErrorDetails,
  type ErrorKind,
  type FailureType,
} from './errors';
export { missingScopeError } from './found-errors';
export { readExport, type ExportBatch, type ExportRead } from './export-feed';
export { hostsOf, isLoopback, type Environment, type Hosts } from './hosts';
export { memberOf, type AddedMembers, type Member } from './item-members';
export { type Explode } from './item-view';
export { type Item } from './json-items';
export { textsAt } from './json-path';
export { readList, type ListPage, type ListRead } from './list-paging';
export { type Logger, type Ports, type Wait } from './ports';
export { type Accept, type Timing } from './request';
export { type RowsRead, type ShapedRead } from './rows-read';
export { accessPage, howToGrant } from './scopes';
export { type RequestStats } from './stats';
export { cellTexts, parseTablePage, type TableField, type TablePage } from './table-page';
export { compareInstants, parseInstant, type Instant } from './timestamps';
export { type AccessToken } from './token';
export { TransportError, type HttpRequest, type HttpResponse, type Send } from './transport';
export { fillPath, queryOf, type Parameters, type Query } from './url';
export { readWhole, type WholeAnswer, type WholeRead } from './whole-answer';
export { addDays, dayOf } from './streams/calendar';
export { catalog, createCatalog, lineageOf, type Catalog } from './streams/catalog';
export { windowsFrom } from './streams/days';
export { collectionOf } from './streams/collection';
export { openFeed } from './streams/feed';
export { type FeedContext, type FeedPage } from './streams/feed-page';
export { nextLowerBound } from './streams/overlap';
export { isIncremental, startOf, type BoundMember, type Position } from './streams/position';
export { readRows, type RowsPage, type RowsRequest } from './streams/rows';
export { sameForAll, tenantMember, tenantNumber } from './streams/tenant-member';
export { createReportApi, reportScope, type CategoryEntry, type ReportApi, type ReportEntry } from './reports/api';
export { type DataType, type ReportDefinition, type ReportField, type ReportParameter } from './reports/definition';
export { describeParameters, resolveParameters, type GivenParameter, type RunParameter } from './reports/parameters';
export { runReport, type ReportRun } from './reports/run';
export { createRunPace, type RunPace } from './reports/run-pace';
export { isDay } from './reports/values';
export { isNotThere, listed, type ReportWords } from './reports/words';
export { uniqueColumns } from './reports/columns';
export { cheapestFirst, probeTenant } from './streams/probe';
export { defaultStreams, describeScopes, missingScopes, type MissingScope } from './streams/scopes';
