import type { HttpDeliveryConfig } from '../../config';
import type { DeliveryContext } from '../create';
import type { Delivery, OutboundBatch, OutboundFile } from '../delivery';
import { fileTypeOf } from '../file-type';
import { requireUndamaged } from '../read-back';

import { readAddress } from './address';
import { authenticationHeaders, secretsOf } from './authentication';
import { checkServer } from './check';
import { createExchange } from './exchange';
import { formFields } from './form';
import { keptFiles } from './kept-files';
import { patience as usual, type Patience } from './limits';
import { openProgress } from './progress';
import { send } from './send';

const contentTypes = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** What the format's `delivery.http` leaves out. */
const defaults = {
  method: 'POST',
  fileField: 'file',
  idempotencyHeader: 'Idempotency-Key',
  success: [200, 201, 202],
} as const;

/** Full lists first: changes may belong to customers that the receiver does not know yet. */
function inOrder({ files, manifest }: OutboundBatch): OutboundFile[] {
  const lists = new Set(manifest.content.reports.filter(({ mode }) => mode === 'snapshot').map(({ report }) => report));
  const data = files.filter(({ kind }) => kind === 'data');
  return [...data.filter(({ report }) => lists.has(report)), ...data.filter(({ report }) => !lists.has(report))];
}

/** One key a file, the same at every try: the batch, the report and, where it has several files, which of them. */
function idempotencyKey(file: OutboundFile, { id, files }: OutboundBatch): string {
  const parts = files.filter(({ kind, report }) => kind === 'data' && report === file.report);
  return parts.length === 1 ? `${id}-${file.report}` : `${id}-${file.report}-${parts.indexOf(file) + 1}`;
}

/**
 * Each file of a batch as an upload of its own. The receiver loads them as they come, so that a batch is not visible in one
 * act: what was taken is noted, and the rest follows with the next run.
 */
export function createHttpDelivery(
  config: HttpDeliveryConfig,
  context: DeliveryContext,
  patience: Patience = usual,
): Delivery {
  const { tenantKey, format, disk, log, sleep, now, kept } = context;
  const encoding = fileTypeOf(config, format);
  const form = format.definition.delivery.http ?? {};
  const address = readAddress(config.url, 'URL', tenantKey);
  const subject = { tenantKey, address, secrets: secretsOf(config.authentication) };
  const exchange = createExchange(patience.silenceMs, config.ca_certificate);
  const headers = authenticationHeaders(config.authentication);
  const progress = openProgress(disk, kept);
  const files = keptFiles(disk, kept);
  const requireFields = (): void => {
    for (const { key } of format.reports) formFields(key, config, format, 0);
  };

  async function upload(file: OutboundFile, batch: OutboundBatch): Promise<void> {
    const { id, manifest } = batch;
    const header = form.idempotencyHeader ?? defaults.idempotencyHeader;
    const request = {
      method: form.method ?? defaults.method,
      address,
      headers: { ...headers, [header]: idempotencyKey(file, batch) },
      upload: {
        ...file,
        fields: formFields(file.report, config, format, manifest.content.version),
        fileField: config.file_field ?? form.fileField ?? defaults.fileField,
        contentType: contentTypes[encoding],
      },
    };
    const success = form.successStatus ?? defaults.success;
    const { status } = await send(request, file.name, { exchange, patience, subject, success, sleep, now, log });
    progress.note(id, file.name);
    log.info(`${file.name} was taken by ${address.shown} (status ${status}).`);
  }

  return {
    place: address.shown,
    encoding,
    async check() {
      requireFields();
      return checkServer({ exchange, subject, headers, checkUrl: config.check_url });
    },
    async prepare() {
      // before hours of records, not after them
      requireFields();
      return Promise.resolve();
    },
    reference: ({ kind, name }) => (kind === 'data' ? name : `rejected/${name}`),
    async stage(batch) {
      requireUndamaged(disk, batch.files);
      return Promise.resolve();
    },
    async publish(batch) {
      const rejects = batch.files.filter(({ kind }) => kind === 'rejects');
      if (rejects.length > 0) log.warn(`Rejected rows are in ${files.rejects(rejects)}.`);
      for (const file of inOrder(batch)) {
        if (progress.has(batch.id, file.name)) log.info(`${file.name} was taken by ${address.shown} before.`);
        else await upload(file, batch);
      }
    },
    wasPublished: ({ id, files: named }) =>
      Promise.resolve(named.filter(({ kind }) => kind === 'data').every(({ name }) => progress.has(id, name))),
    // what was taken cannot be taken back; the note of it stays, so that the same batch goes on where it was
    discard: () => Promise.resolve(),
    quarantine: (batch) => Promise.resolve(files.quarantine(batch)),
    keepRejects: (rejects) => Promise.resolve(files.rejects(rejects)),
    visibleSnapshots: () => Promise.resolve([]),
    // what was uploaded is the receiver's to keep
    sweep({ quarantine, rejects }) {
      const removed = files.sweep('quarantine', quarantine) + files.sweep('rejected', rejects);
      return Promise.resolve(removed === 0 ? '' : `${removed} files of held-back and rejected rows in the workspace`);
    },
    close: () => Promise.resolve(),
  };
}
