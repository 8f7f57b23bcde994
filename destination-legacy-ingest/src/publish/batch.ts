import {
  batchId,
  buildManifest,
  fileName,
  type CompiledFormat,
  type Manifest,
  type ManifestReport,
} from 'legacy-format';

import type { OutboundBatch, OutboundFile } from '../delivery/delivery';
import type { FinishedFile } from '../render/byte-file';
import { contentSha256 } from '../render/encoding/parts';
import type { RenderedReport } from '../render/render-report';

/** A batch as it would be published. */
export interface Batch {
  readonly id: string;
  readonly reports: readonly RenderedReport[];
  readonly files: readonly OutboundFile[];
  readonly manifest: Manifest & { readonly unreadable?: UnreadableLines };
  readonly manifestName: string;
  readonly generations: OutboundBatch['generations'];
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
  write(batchId: string): FinishedFile;
}

export interface BatchInput {
  readonly format: CompiledFormat;
  readonly id: string;
  /** those that the batch carries */
  readonly reports: readonly RenderedReport[];
  readonly rejects: readonly RejectsFile[];
  /** report key of the rejects file of lines that belong to no report */
  readonly unreadableKey: string;
  readonly reference: (file: Pick<OutboundFile, 'kind' | 'name' | 'report'>) => string;
  /** of data files: csv */
  readonly extension: string;
  readonly version: number | null;
  readonly createdAt: string;
  readonly syncId: number | null;
  /** of all reports that the batch may carry */
  readonly generations: OutboundBatch['generations'];
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
  const digests = reports.map(({ report, files }) => ({ report: report.key, sha256: contentSha256(files) }));
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
    ...file.write(id),
    name: fileName(format.definition.naming.rejects, {
      report: file.report,
      batch: { id },
      tenant: { key: format.context.tenantKey },
    }),
  }));
}

/** "Invoices.csv", "Invoices 2.csv", ... */
function partName(name: string, part: number, extension: string): string {
  return part === 0 ? name : `${name.slice(0, -extension.length - 1)} ${part + 1}.${extension}`;
}

function dataFiles({ format, reports, id, extension }: BatchInput): OutboundFile[] {
  const taken = new Set<string>();
  return reports.flatMap(({ report, files, window }) => {
    const wanted = fileName(format.definition.naming.file, {
      report: { key: report.key, title: report.title },
      window,
      tenant: { key: format.context.tenantKey },
      batch: { id },
      ext: extension,
    });
    // two reports of one title
    const name = taken.has(wanted) ? `${report.key}_${wanted}` : wanted;
    taken.add(name);
    return files.map(({ path, bytes, sha256 }, part) => ({
      kind: 'data' as const,
      report: report.key,
      path,
      bytes,
      sha256,
      name: partName(name, part, extension),
    }));
  });
}

/** Names everything and describes it in the manifest. */
export function makeBatch(input: BatchInput): Batch {
  const { format, id, reports, rejects, unreadableKey, reference, version } = input;
  const files = [...dataFiles(input), ...rejectsFiles(format, rejects, id)];
  const named = (kind: OutboundFile['kind'], report: string): string[] =>
    files.filter((file) => file.kind === kind && file.report === report).map(reference);
  const manifest = buildManifest(format, {
    batchId: id,
    createdAt: input.createdAt,
    version,
    syncId: input.syncId,
    reports: reports.map((rendered): ManifestReport => {
      const { report, counts, warnings, controlTotals } = rendered;
      const names = named('data', report.key);
      const parts = rendered.files.map(({ bytes, sha256, rows }, at) => ({
        file: names[at] ?? '',
        bytes,
        sha256,
        rows,
      }));
      const [{ file, bytes, sha256 } = { file: '', bytes: 0, sha256: '' }] = parts;
      return {
        report: report.key,
        mode: report.mode,
        file,
        bytes,
        sha256,
        ...(parts.length > 1 && { parts }),
        rejects: named('rejects', report.key)[0] ?? null,
        header: report.header,
        counts,
        warnings,
        controlTotals,
      };
    }),
  });
  const unreadable = rejects.find(({ report }) => report.key === unreadableKey);
  const lines = unreadable && { count: unreadable.count, rejects: named('rejects', unreadableKey)[0] ?? '' };
  return {
    id,
    reports,
    files,
    manifest: lines === undefined ? manifest : { ...manifest, unreadable: lines },
    manifestName: fileName(format.definition.naming.manifest, {
      batch: { id },
      tenant: { key: format.context.tenantKey },
    }),
    generations: input.generations,
  };
}
