import { memoryStore, type SessionStore } from "@sessionary/core";
import { expect, it } from "vitest";
import { createLab } from "./support/service.ts";

it("sessions live in the store that is given", async () => {
  const store = memoryStore();
  const names: string[] = [];
  const open: SessionStore["open"] = (name, limits, context) => {
    names.push(name);
    return store.open(name, limits, context);
  };
  const lab = createLab({ store: { open } });
  await lab.sessions.extract({ url: "https://example.com/", browserHtml: true });
  expect(names).toEqual(["example.com"]);
});
