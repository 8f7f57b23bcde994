declare module 'hcl2-parser' {
  /** What an HCL text says, or null and what is wrong with it. */
  export function parseToObject(text: string): [Record<string, unknown> | null, unknown];
}
