import type { ErrorKind } from 'servicetitan-client';

/** How to fix it, where the client's own advice speaks of a sync or of a stream; everything else is right as it is. */
export const adviceInN8n: Readonly<Partial<Record<ErrorKind, string>>> = {
  rate_limit:
    'Run the workflow again later. If this repeats, let fewer workflows read this tenant at the same time, or find out which other integration of the app uses up its limit.',
  outage:
    "Run the workflow again later. If this repeats, look at status.servicetitan.com, at n8n's network and proxy, and at the credential's environment.",
  bad_response:
    'Run the workflow again. If this repeats, look for a proxy that changes answers, then report it to ServiceTitan.',
  endless_feed: 'Run the workflow again. If this repeats, report it to ServiceTitan with this message.',
  expired_position:
    'Run Get Changes once without a token, which reads everything again, and keep the token that it gives. In a trigger, choose another resource and back again.',
  rejected_request:
    "Compare the node's filters and dates with what ServiceTitan says above. If they are right, report this message to the developers of this node.",
  missing_module:
    "If other resources of the tenant work, ask ServiceTitan to enable this module. If none does, compare the credential's Tenant ID, App Key and environment with Settings > Integrations > API Application Access in ServiceTitan and with the developer portal.",
};
