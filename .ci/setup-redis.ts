// Installs a Redis server for the tests where there is none and where we may.
// Writes to standard error only. Without a server the tests would fail, so this does.
import { findRedisServer, startRedisServer } from "@sessionary/testkit/redis";

import { installFromSystem } from "./install-from-system.ts";

if (findRedisServer() === undefined) installFromSystem("redis-server");
const server = await startRedisServer(); // throws, saying what is missing
await server.close();
