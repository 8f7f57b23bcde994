import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import {
  catalog,
  defaultStreams,
  howToGrant,
  isNotConnectedYet,
  missingScopes,
  probeTenant,
  ServiceTitanError,
} from 'servicetitan-client';

import { asNodeError, connect, connectionOf, credentialName } from '../../../transport';
import { wordsOf } from '../../../transport/words';

type Status = 'Connected' | 'Not Connected Yet' | 'Attention';

/** What a dashboard shows of a tenant's connection. Scopes and lifetime are null where the token does not tell them. */
interface ConnectionStatus {
  readonly status: Status;
  readonly message: string;
  /** empty when there is nothing to do */
  readonly whatToDo: string;
  readonly scopesGranted: readonly string[] | null;
  /** scopes that resources of this node need and the token does not carry */
  readonly scopesMissing: readonly string[] | null;
  readonly tokenLifetimeSeconds: number | null;
}

/** Somebody looks at a dashboard: an outage is said within seconds. */
const tries = 3;

type Token = Pick<ConnectionStatus, 'scopesGranted' | 'scopesMissing' | 'tokenLifetimeSeconds'>;

const noToken: Token = { scopesGranted: null, scopesMissing: null, tokenLifetimeSeconds: null };

function failed(error: ServiceTitanError, token: Token): ConnectionStatus {
  const { what, how } = wordsOf(error);
  const status = isNotConnectedYet(error) ? 'Not Connected Yet' : 'Attention';
  return { status, message: what, whatToDo: how, ...token };
}

function connected(tenant: string, token: Token): ConnectionStatus {
  const lacking = missingScopes(token.scopesGranted, defaultStreams).map(({ scope }) => scope);
  if (lacking.length > 0)
    return {
      status: 'Attention',
      message: `Connected to ${tenant}, but the app lacks scopes that customer and invoice reports need: ${lacking.join(', ')}`,
      whatToDo: howToGrant(lacking.join(', ')),
      ...token,
    };
  const others = token.scopesMissing?.length ?? 0;
  return {
    status: 'Connected',
    message: `Connected to ${tenant}${others === 0 ? '' : `; ${others} scopes of other resources are not granted`}`,
    whatToDo: '',
    ...token,
  };
}

async function look(context: IExecuteFunctions, tenant: string): Promise<ConnectionStatus> {
  let token = noToken;
  try {
    const client = await connect(context, { tries });
    const asked = Date.now();
    const { scopes, expiresAt } = await client.token();
    token = {
      scopesGranted: scopes === null ? null : [...scopes].sort(),
      scopesMissing:
        scopes === null
          ? null
          : missingScopes(scopes, catalog.streams)
              .map(({ scope }) => scope)
              .sort(),
      tokenLifetimeSeconds: Math.round((expiresAt - asked) / 1000),
    };
    await probeTenant(client, scopes, Date.now);
    return connected(tenant, token);
  } catch (error) {
    if (error instanceof ServiceTitanError) return failed(error, token);
    throw asNodeError(context, error);
  }
}

/** The state of the tenant's connection as one item; a tenant that cannot be read is a state, too, and no error. */
export async function execute(this: IExecuteFunctions, itemIndex: number): Promise<INodeExecutionData[]> {
  const credentials = await this.getCredentials(credentialName);
  const { tenantId } = connectionOf(credentials);
  const environment = String(credentials.environment);
  const { status, message, whatToDo, ...token } = await look(this, `tenant ${tenantId} (${environment})`);
  const checkedAt = new Date().toISOString();
  const { scopesGranted, scopesMissing, tokenLifetimeSeconds } = token;
  return [
    {
      json: {
        status,
        message,
        whatToDo,
        tenantId,
        environment,
        scopesGranted: scopesGranted && [...scopesGranted],
        scopesMissing: scopesMissing && [...scopesMissing],
        tokenLifetimeSeconds,
        checkedAt,
      },
      pairedItem: { item: itemIndex },
    },
  ];
}
