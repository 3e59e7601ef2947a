export function createKeyring(_keys: unknown): undefined {
  return undefined;
}
