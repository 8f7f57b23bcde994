import type { N8n } from './installation';

export interface Place {
  /** holds `.n8n`: database, key, installed nodes, log */
  readonly userFolder: string;
  readonly port: number;
  /** n8n hands its Code nodes to a process of their own, over this port */
  readonly brokerPort: number;
  /** settings of n8n beyond those below */
  readonly more?: Readonly<Record<string, string>>;
}

/** Parts of n8n that call n8n's own servers, or that nobody here needs; without them it starts sooner. */
const withoutModules = ['mcp-registry', 'instance-ai', 'chat-hub', 'agents', 'mcp', 'log-streaming'];

/** What of this process n8n may see: none of its npm settings, and no settings of another n8n. */
function inherited(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|N8N_|DB_|NODE_|JEST_)|^(INIT_CWD|CI)$/.test(name)),
  );
}

/** An n8n for one person on this machine that calls nobody but whom its workflows call. */
export function environmentOf(n8n: N8n, { userFolder, port, brokerPort, more }: Place): NodeJS.ProcessEnv {
  const url = `http://127.0.0.1:${String(port)}/`;
  return {
    ...inherited(),
    PATH: n8n.path,
    NO_COLOR: '1',
    N8N_USER_FOLDER: userFolder,
    DB_TYPE: 'sqlite',
    N8N_HOST: '127.0.0.1',
    N8N_LISTEN_ADDRESS: '127.0.0.1',
    N8N_PORT: String(port),
    N8N_RUNNERS_BROKER_PORT: String(brokerPort),
    N8N_EDITOR_BASE_URL: url,
    N8N_WEBHOOK_URL: url,
    // the browser would refuse the session's cookie over plain http
    N8N_SECURE_COOKIE: 'false',
    N8N_DIAGNOSTICS_ENABLED: 'false',
    N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
    N8N_TEMPLATES_ENABLED: 'false',
    N8N_PERSONALIZATION_ENABLED: 'false',
    N8N_HIRING_BANNER_ENABLED: 'false',
    N8N_VERIFIED_PACKAGES_ENABLED: 'false',
    N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
    N8N_DISABLED_MODULES: withoutModules.join(','),
    GENERIC_TIMEZONE: 'UTC',
    ...more,
  };
}
