import type { ICredentialTestRequest } from 'n8n-workflow';

const accessPage = 'Settings > Integrations > API Application Access';

/**
 * What a refusal of the test's request means. The token was given, and it is the tenant's: else the test ended before.
 * Which status a wrong app key gets is nowhere documented, so each of them names it.
 */
const meanings: Readonly<Record<number, string>> = {
  401:
    'Wrong App Key: ServiceTitan accepts the Client ID and Client Secret, but not together with this App Key. Copy the key of the connected app from the developer portal (My Apps) again. ' +
    `If it is right, the tenant's admin has switched the app off: see ${accessPage} in ServiceTitan.`,
  403:
    'ServiceTitan accepts the Client ID and Client Secret, but does not let the app read the business units of the tenant, which this test reads. Either the App Key is not the key of the connected app: copy it from the developer portal (My Apps) again. ' +
    `Or the app lacks the scope for business units, which does no harm if your workflows read other data. Or the tenant's admin has switched the app off: see ${accessPage} in ServiceTitan.`,
  404: `ServiceTitan accepts the Client ID and Client Secret, but knows no business units of this tenant with this App Key. Copy the key of the connected app from the developer portal (My Apps) again, and compare the Tenant ID with ${accessPage} in ServiceTitan. In a custom environment, compare the API URL.`,
  407: 'The proxy between n8n and ServiceTitan wants a user name and password. Ask whoever runs this n8n.',
  429: "ServiceTitan's rate limit is used up at the moment. Test the credential again in a minute.",
};

export const testRules: NonNullable<ICredentialTestRequest['rules']> = Object.entries(meanings).map(
  ([status, message]) => ({ type: 'responseCode', properties: { value: Number(status), message } }),
);
