import { accessPage, howToGrant, type ErrorKind, type ServiceTitanError } from 'servicetitan-client';

const later = 'Run the workflow again later. If this repeats, ';
const report = 'report this message to the developers of this node.';

/** How to fix it, where the client's own advice speaks of a sync, a stream or a connector. */
const advice: Readonly<Partial<Record<ErrorKind, string>>> = {
  token_request: `Compare Client ID and environment of the credential with ${accessPage} in ServiceTitan; if they are right, ${report}`,
  rate_limit: `${later}let fewer workflows read this tenant at the same time, or find out which other integration of the app uses up its limit.`,
  outage: `${later}look at status.servicetitan.com, at n8n's network and proxy, and at the credential's environment.`,
  bad_response: `${later}look for a proxy that changes answers, then report it to ServiceTitan.`,
  endless_feed: `${later}report it to ServiceTitan with this message.`,
  missing_key: `Nothing of this page was used; ${report}`,
  expired_position:
    'Run Get Changes once without a token, which reads everything again, and keep the token that it gives. In a trigger, choose another resource and back again.',
  rejected_request: `Compare the node's filters and dates with what ServiceTitan says. If they are right, ${report}`,
  missing_module: `If other resources of the tenant work, ask ServiceTitan to enable this module. If none does, compare the credential's Tenant ID, App Key and environment with ${accessPage} in ServiceTitan and with the developer portal.`,
};

/** n8n's own advice for an error; undefined where the client's is right as it is. */
export function adviceInN8n({ kind, scope }: Pick<ServiceTitanError, 'kind' | 'scope'>): string | undefined {
  return kind === 'missing_scope' ? howToGrant(scope ?? 'the scope of this data') : advice[kind];
}
