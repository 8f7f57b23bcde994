import { batchId, buildManifest, fileName, type CompiledFormat, type Manifest } from 'legacy-format';

import type { OutboundFile } from '../delivery/delivery';
import type { RenderedReport } from '../render/render-report';

/** A batch as it would be published. */
export interface Batch {
  readonly id: string;
  readonly reports: readonly RenderedReport[];
  readonly files: readonly OutboundFile[];
  readonly manifest: Manifest & { readonly unreadable?: UnreadableLines };
  readonly manifestName: string;
}

/** Lines of the input that belong to no report. */
export interface UnreadableLines {
  readonly count: number;
  /** relative to the manifest */
  readonly rejects: string;
}

/** A rejects file whose text is known once the batch has its id. */
export interface RejectsFile {
  /** key and title, as names of files have them */
  readonly report: { readonly key: string; readonly title: string };
  readonly count: number;
  readonly digest: string;
  /** Writes it. @returns where it stands */
  write(batchId: string): string;
}

export interface BatchInput {
  readonly format: CompiledFormat;
  readonly id: string;
  /** those that the batch carries */
  readonly reports: readonly RenderedReport[];
  readonly rejects: readonly RejectsFile[];
  /** report key of the rejects file of lines that belong to no report */
  readonly unreadableKey: string;
  readonly reference: (file: Pick<OutboundFile, 'kind' | 'name'>) => string;
  readonly version: number | null;
  readonly createdAt: string;
  readonly syncId: number | null;
}

/**
 * Content makes the id, so that the same content is recognised. Content that was published before, but was replaced since,
 * is news again: it gets another id, made from the one it follows.
 */
export function identify(
  format: CompiledFormat,
  reports: readonly RenderedReport[],
  isKnown: (id: string) => boolean,
  last: string | undefined,
): string {
  const digests = reports.map(({ report, file }) => ({ report: report.key, sha256: file.sha256 }));
  const { tenantKey } = format.context;
  const id = batchId({ tenantKey, formatSha256: format.sha256, reports: digests });
  if (last === undefined || !isKnown(id)) return id;
  return batchId({ tenantKey, formatSha256: format.sha256, reports: [...digests, { report: 'after', sha256: last }] });
}

/** An id for rejects of a sync that publishes nothing: the same rejects have the same. */
export function identifyRejects(format: CompiledFormat, rejects: readonly RejectsFile[]): string {
  const reports = rejects.map(({ report, digest }) => ({ report: `${report.key}.rejects`, sha256: digest }));
  return batchId({ tenantKey: format.context.tenantKey, formatSha256: format.sha256, reports });
}

export function rejectsFiles(format: CompiledFormat, rejects: readonly RejectsFile[], id: string): OutboundFile[] {
  return rejects.map((file) => ({
    kind: 'rejects' as const,
    report: file.report.key,
    path: file.write(id),
    name: fileName(format.definition.naming.rejects, {
      report: file.report,
      batch: { id },
      tenant: { key: format.context.tenantKey },
    }),
  }));
}

function dataFiles(format: CompiledFormat, reports: readonly RenderedReport[], id: string): OutboundFile[] {
  const taken = new Set<string>();
  return reports.map(({ report, file, window }) => {
    const wanted = fileName(format.definition.naming.file, {
      report: { key: report.key, title: report.title },
      window,
      tenant: { key: format.context.tenantKey },
      batch: { id },
      ext: 'csv',
    });
    // two reports of one title
    const name = taken.has(wanted) ? `${report.key}_${wanted}` : wanted;
    taken.add(name);
    return { kind: 'data' as const, report: report.key, path: file.path, name };
  });
}

/** Names everything and describes it in the manifest. */
export function makeBatch({
  format,
  id,
  reports,
  rejects,
  unreadableKey,
  reference,
  version,
  createdAt,
  syncId,
}: BatchInput): Batch {
  const files = [...dataFiles(format, reports, id), ...rejectsFiles(format, rejects, id)];
  const nameOf = (kind: OutboundFile['kind'], report: string): string | null => {
    const found = files.find((file) => file.kind === kind && file.report === report);
    return found === undefined ? null : reference(found);
  };
  const manifest = buildManifest(format, {
    batchId: id,
    createdAt,
    version,
    syncId,
    reports: reports.map(({ report, file, counts, warnings, controlTotals }) => ({
      report: report.key,
      mode: report.mode,
      file: nameOf('data', report.key) ?? '',
      bytes: file.bytes,
      sha256: file.sha256,
      rejects: nameOf('rejects', report.key),
      header: report.header,
      counts,
      warnings,
      controlTotals,
    })),
  });
  const unreadable = rejects.find(({ report }) => report.key === unreadableKey);
  const lines = unreadable && { count: unreadable.count, rejects: nameOf('rejects', unreadableKey) ?? '' };
  return {
    id,
    reports,
    files,
    manifest: lines === undefined ? manifest : { ...manifest, unreadable: lines },
    manifestName: fileName(format.definition.naming.manifest, {
      batch: { id },
      tenant: { key: format.context.tenantKey },
    }),
  };
}
