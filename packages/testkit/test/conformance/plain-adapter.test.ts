import { describeAdapter } from "@sessionary/testkit";
import { createPlainHarness } from "./plain-harness.ts";

describeAdapter("a plain adapter", createPlainHarness());
