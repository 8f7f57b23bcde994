/** n8n's engine without its server: one folder for each line of n8n. */
import lines from './lines.json';
import { npmFolder } from './npm-folder';

/** The newest n8n that is tested, and the oldest line that n8n still maintains. */
export type Line = keyof typeof lines;

/**
 * The folder of a line's engine, made when it is not there.
 * @throws when npm fails: offline for instance
 */
export async function engineFolder(line: Line): Promise<string> {
  const { 'n8n-core': core, 'n8n-workflow': workflow } = lines[line];
  return npmFolder(`n8n-core-${core}-workflow-${workflow}`, [`n8n-core@${core}`, `n8n-workflow@${workflow}`]);
}
