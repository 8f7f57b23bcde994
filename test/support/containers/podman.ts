/** Podman without a daemon, from Debian's packages, set up so that it works as root inside a container or a small VM, too. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { installDebian } from '../debian';

const packages = ['podman', 'buildah', 'runc'];
const settings = ['containers.conf', 'storage.conf'] as const;

/** Without CAP_SYS_RESOURCE podman may not raise its own limits to its defaults, so a container gets those of the machine. */
function limits(): string {
  const files = execFileSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).trim();
  const processes = readFileSync('/proc/sys/kernel/pid_max', 'utf8').trim();
  return `["nofile=${files}:${files}", "nproc=${processes}:${processes}"]`;
}

/** Debian's crun refuses hybrid cgroups, and there is neither systemd nor a bridge where suites run. */
const containersConf = (): string => `[containers]
netns = "none"
default_ulimits = ${limits()}
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "none"
`;

const storageConf = (folder: string): string => `[storage]
driver = "overlay"
graphroot = "${join(folder, 'storage')}"
runroot = "/tmp/servicetitan-containers"
`;

const answers = (environment: NodeJS.ProcessEnv): boolean =>
  spawnSync('podman', ['info'], { env: environment, stdio: 'ignore' }).status === 0;

/** Podman as this machine has it. */
export const hasPodman = (): boolean => answers(process.env);

/**
 * @param folder where images are kept between runs
 * @returns the environment in which podman works, or why it does not
 */
export function installPodman(folder: string): NodeJS.ProcessEnv | string {
  if (spawnSync('podman', ['--version']).status !== 0 || spawnSync('runc', ['--version']).status !== 0) {
    const failure = installDebian(packages);
    if (failure !== undefined) return failure;
  }
  mkdirSync(folder, { recursive: true });
  const contents = { 'containers.conf': containersConf(), 'storage.conf': storageConf(folder) };
  for (const name of settings) {
    const path = join(folder, name);
    if (!existsSync(path) || readFileSync(path, 'utf8') !== contents[name]) writeFileSync(path, contents[name]);
  }
  const environment = {
    ...process.env,
    CONTAINERS_CONF: join(folder, 'containers.conf'),
    CONTAINERS_STORAGE_CONF: join(folder, 'storage.conf'),
  };
  return answers(environment) ? environment : 'podman info fails';
}
