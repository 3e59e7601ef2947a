/** One object of all layers: later ones win key by key, and `undefined` means "not given". */
export function mergeGiven<Options extends object>(
  ...layers: readonly (Options | undefined)[]
): Options {
  const merged: Record<string, unknown> = {};
  for (const layer of layers) {
    for (const key in layer) if (layer[key] !== undefined) merged[key] = layer[key];
  }
  return merged as Options;
}
