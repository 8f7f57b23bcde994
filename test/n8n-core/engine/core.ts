/**
 * n8n's engine as far as it is used here. It is loaded from the folder of a line, so its types are written down as small
 * interfaces: they are what both lines have in common.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';

import type * as n8nWorkflow from 'n8n-workflow';
import type {
  ICredentialType,
  ICredentialsDecrypted,
  INode,
  INodeExecutionData,
  INodeType,
  IPollFunctions,
  ILoadOptionsFunctions,
  IRun,
  IRunExecutionData,
  IWorkflowExecuteAdditionalData,
  Workflow,
} from 'n8n-workflow';

import type { LogLine } from '../protocol';

type Class<Args extends unknown[], T> = new (...args: Args) => T;
type Loaded<T> = Record<string, { readonly type: T }>;

export interface Core {
  readonly WorkflowExecute: Class<
    [IWorkflowExecuteAdditionalData, string, IRunExecutionData],
    { processRunExecutionData(workflow: Workflow): Promise<IRun> & { cancel(): void } }
  >;
  readonly PollContext: Class<[Workflow, INode, IWorkflowExecuteAdditionalData, string, string], IPollFunctions>;
  readonly LoadOptionsContext: Class<[Workflow, INode, IWorkflowExecuteAdditionalData, string], ILoadOptionsFunctions>;
  readonly ExecuteContext: Class<unknown[], object>;
  readonly RoutingNode: Class<
    [object, INodeType, ICredentialsDecrypted],
    { runNode(): Promise<INodeExecutionData[][] | undefined> }
  >;
  readonly ExecutionLifecycleHooks: Class<[string, string, object], object>;
  readonly PackageDirectoryLoader: Class<
    [string],
    {
      loadAll(): Promise<void>;
      readonly nodeTypes: Loaded<INodeType>;
      readonly credentialTypes: Loaded<ICredentialType>;
    }
  >;
}

export interface Engine {
  readonly core: Core;
  readonly workflow: typeof n8nWorkflow;
  readonly nodes: ReadonlyMap<string, INodeType>;
  readonly credentials: ReadonlyMap<string, ICredentialType>;
  /** the lines since the last call */
  takeLog(): LogLine[];
}

interface Container {
  set(type: unknown, value: unknown): void;
}

/** n8n's log, kept instead of printed. */
function captureLog(load: NodeJS.Require): () => LogLine[] {
  let lines: LogLine[] = [];
  const { Container } = load('@n8n/di') as { Container: Container };
  const { Logger } = load('@n8n/backend-common') as { Logger: unknown };
  const at =
    (level: string) =>
    (message: string): void => {
      lines.push({ level, message });
    };
  const logger: object = {
    ...Object.fromEntries(['error', 'warn', 'info', 'debug', 'verbose'].map((level) => [level, at(level)])),
    scoped: () => logger,
  };
  Container.set(Logger, logger);
  return () => {
    const taken = lines;
    lines = [];
    return taken;
  };
}

/** @param packageFolder a built package, inside of the line's folder so that it finds that line's n8n-workflow */
export async function loadEngine(lineFolder: string, packageFolder: string): Promise<Engine> {
  const load = createRequire(join(lineFolder, 'package.json'));
  load('reflect-metadata');
  const takeLog = captureLog(load);
  const core = load('n8n-core') as Core;
  const workflow = load('n8n-workflow') as typeof n8nWorkflow;
  const loader = new core.PackageDirectoryLoader(packageFolder);
  await loader.loadAll();
  const named = <T>(types: Loaded<T>): Map<string, T> =>
    new Map(Object.entries(types).map(([name, { type }]) => [name, type]));
  return { core, workflow, nodes: named(loader.nodeTypes), credentials: named(loader.credentialTypes), takeLog };
}
