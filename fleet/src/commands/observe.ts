import { observe, type Observed } from '../plan/observed';
import type { Image } from '../plan/plan';
import type { Session } from '../session';

export function imageOf(text: string): Image {
  const at = text.lastIndexOf(':');
  return { repository: text.slice(0, at), tag: text.slice(at + 1) };
}

/** What Airbyte has of the file's tenants. */
export function observeFleet({ api, tenants, fleet }: Session): Promise<Observed> {
  const { source, destination } = fleet.file.images;
  return observe(api, tenants, { source: imageOf(source).repository, destination: imageOf(destination).repository });
}
