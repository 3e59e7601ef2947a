/**
 * One measurement in a process of its own: `child.ts <module> <arguments as JSON>` calls the module's `measure` and sends what it
 * answers to the parent. It does not outlive its parent, nor do the servers that it has started.
 */
const [, , module, json] = process.argv;
if (module === undefined || json === undefined || process.send === undefined)
  throw new Error("child.ts is started by in-child.ts");
process.once("disconnect", () => process.exit(1));
const { measure } = (await import(module)) as {
  measure: (...values: unknown[]) => Promise<unknown>;
};
const answer = await measure(...(JSON.parse(json) as unknown[]));
process.send(answer, () => process.exit(0));
