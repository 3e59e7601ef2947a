import type { RunningServer } from "../server/running-server.ts";
import { whenSaid } from "../server/when-said.ts";
import { ask } from "../wire/ask.ts";

const SLOTS = 16_384;

/** Shares the slots out among the nodes and makes them known to each other. Resolves when each knows all slots. */
export async function formCluster(nodes: readonly RunningServer[]): Promise<void> {
  await Promise.all(
    nodes.map((node, index) =>
      ask(
        node.port,
        // Without epochs of their own, nodes that have just met would first argue about them.
        ["CLUSTER", "SET-CONFIG-EPOCH", String(index + 1)],
        ["CLUSTER", "ADDSLOTS", ...slotsOf(index, nodes.length)],
      ),
    ),
  );
  const [first, ...others] = nodes;
  if (first !== undefined && others.length > 0) {
    await ask(first.port, ...others.map(({ host, port }) => ["CLUSTER", "MEET", host, `${port}`]));
  }
  await Promise.all(nodes.map(whenNodeSeesWhole));
}

/** Resolves when this node says that every slot is served. */
export async function whenNodeSeesWhole(node: RunningServer): Promise<void> {
  await whenSaid(node, {
    command: ["CLUSTER", "INFO"],
    reply: "cluster_state:ok",
    text: "Cluster state changed: ok",
  });
}

function slotsOf(index: number, count: number): readonly string[] {
  const from = Math.ceil((index * SLOTS) / count);
  const to = Math.ceil(((index + 1) * SLOTS) / count);
  return Array.from({ length: to - from }, (_, slot) => String(from + slot));
}
