// Hosts by environment, as the source has them; the hidden fields replace them for tests and gateways.
const choose = (field, integration, production) =>
  `{{ (config.get('${field}') or ('${integration}' if config.get('environment') == 'integration' else '${production}')) | trim }}`;

export const apiUrl = choose('api_url', 'https://api-integration.servicetitan.io', 'https://api.servicetitan.io');
export const authUrl = choose(
  'auth_url',
  'https://auth-integration.servicetitan.io/connect/token',
  'https://auth.servicetitan.io/connect/token',
);
