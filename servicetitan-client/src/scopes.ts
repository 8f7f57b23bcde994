/** Where a contractor's admin connects an app, sees its client id and makes its secret (developer docs, "create an app"). */
export const accessPage = 'Settings > Integrations > API Application Access';

/**
 * How a scope gets into a token: the app is given it, which makes a new version of the app, and the tenant's admin
 * accepts that version (developer docs, 2025-12). Keys and secrets stay as they are.
 */
export function howToGrant(scope: string): string {
  return (
    `Add ${scope} to the app in the developer portal (developer.servicetitan.io); then the tenant's admin accepts the ` +
    `app's new version in ServiceTitan under ${accessPage}. Client id and secret stay the same.`
  );
}
